// What a BusError says where it is clear already that there is no bus: behind its code, or in a line that has begun so.

import { type BusError, NO_BUS } from "../errors.ts";

export function sayingOf({ message }: BusError): string {
  return message.startsWith(NO_BUS) ? message.slice(NO_BUS.length) : message;
}
