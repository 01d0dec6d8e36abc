// Fields of an Event in received bytes, found when somebody asks for them.

import { Cursor } from "../bytes/cursor.ts";

/** Where a value stands; `start` is -1 where there is none. */
export interface ValueRange {
  start: number;
  end: number;
}

/** One for all: a look is over before the next one begins. */
const cursor = new Cursor(new Uint8Array(0), 0, 0);

/**
 * Finds the value of a length-delimited or fixed64 field in the Event `bytes[start..end)`, which was checked, and puts it into `found`. Of
 * several the last, as everywhere in protobuf.
 */
export function findField(bytes: Uint8Array, start: number, end: number, field: number, found: ValueRange): void {
  found.start = found.end = -1;
  cursor.reset(bytes, start, end);
  while (cursor.nextField()) {
    if (cursor.field !== field) continue;
    found.start = cursor.valueStart;
    found.end = cursor.valueEnd;
  }
  cursor.reset(NOTHING, 0, 0);
}

const NOTHING = new Uint8Array(0);
