// What everybody is told who wants something of a bus that was closed.

import { BusError } from "../errors.ts";

export function closedError(): BusError {
  return new BusError("CLOSED", "The bus was closed.");
}
