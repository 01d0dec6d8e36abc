// NDJSON: one object a line, of printable characters alone.

import { printable } from "./printable.ts";

/** `value` on one line, as JSON says it. */
export function jsonLine(value: object): string {
  return printable(JSON.stringify(value));
}
