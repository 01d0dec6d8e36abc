// One field of an Event in received bytes, found when somebody asks for it.

import { Cursor } from "../bytes/cursor.ts";

/** Where a value stands. */
export interface ValueRange {
  readonly start: number;
  readonly end: number;
}

/**
 * Where the value of the length-delimited or fixed64 field is in the Event `bytes[start..end)`, which was checked; undefined if it has
 * no such field. Of several the last, as everywhere in protobuf.
 */
export function eventField(bytes: Uint8Array, start: number, end: number, field: number): ValueRange | undefined {
  let found: ValueRange | undefined;
  const cursor = new Cursor(bytes, start, end);
  while (cursor.nextField()) {
    if (cursor.field === field) found = { start: cursor.valueStart, end: cursor.valueEnd };
  }
  return found;
}
