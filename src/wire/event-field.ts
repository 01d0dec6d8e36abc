// Fields of an Event in received bytes, found when somebody asks for them.

import { Cursor, FIXED64, LENGTH_DELIMITED } from "../bytes/cursor.ts";
import { EventField } from "./event-check.ts";

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

/**
 * Finds the payload in the Event `bytes[start..end)`, which was checked. False if the event says something of its type itself: then that
 * is to be looked at first.
 */
export function findDeclaredPayload(bytes: Uint8Array, start: number, end: number, found: ValueRange): boolean {
  found.start = found.end = -1;
  let declared = true;
  let at = start;
  while (at < end) {
    const tag = bytes[at++]!;
    if (tag === PUBLISHED_AT_TAG) {
      at += 8;
      continue;
    }
    let length = bytes[at++]!;
    if (length >= 0x80) {
      const high = bytes[at++]!;
      // Longer ones, and other kinds of fields, are seldom.
      if (high >= 0x80) return carefully(bytes, start, end, found);
      length = (length & 0x7f) | (high << 7);
    }
    if (tag === PAYLOAD_TAG) {
      found.start = at;
      found.end = at + length;
    } else if (tag === PAYLOAD_TYPE_TAG) declared = false;
    else if ((tag & ANY_FIELD) !== LENGTH_DELIMITED) return carefully(bytes, start, end, found);
    at += length;
  }
  return declared;
}

function carefully(bytes: Uint8Array, start: number, end: number, found: ValueRange): boolean {
  findField(bytes, start, end, EventField.payloadType, found);
  const declared = found.start === -1;
  findField(bytes, start, end, EventField.payload, found);
  return declared;
}

/** Tags of one byte. */
const PUBLISHED_AT_TAG = (EventField.publishedAt << 3) | FIXED64;
const PAYLOAD_TAG = (EventField.payload << 3) | LENGTH_DELIMITED;
const PAYLOAD_TYPE_TAG = (EventField.payloadType << 3) | LENGTH_DELIMITED;
/** What of it says the wire type, and that it is the last byte. */
const ANY_FIELD = 0x87;

const NOTHING = new Uint8Array(0);
