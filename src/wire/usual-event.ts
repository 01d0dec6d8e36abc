// The event path's eye: an event frame in the form that every publisher writes is recognised in one pass over its tags and lengths.
//
//   size | tag of Frame.event, length | tag of Event.topic, length, topic | the other fields, in any order
//
// It says yes or it says nothing: whatever it does not take goes to `frameContent` and `checkEvent`, which know why.

import { FIXED64, LENGTH_DELIMITED } from "../bytes/cursor.ts";
import { EventField, type TopicRange } from "./event-check.ts";
import { FrameKind } from "./frame-kind.ts";

/** Tags as every publisher writes them: in one byte. */
const EVENT_TAG = (FrameKind.event << 3) | LENGTH_DELIMITED;
const TOPIC_TAG = (EventField.topic << 3) | LENGTH_DELIMITED;
const PAYLOAD_TAG = (EventField.payload << 3) | LENGTH_DELIMITED;
const TYPE_TAG = (EventField.type << 3) | LENGTH_DELIMITED;
const SOURCE_TAG = (EventField.source << 3) | LENGTH_DELIMITED;
const ID_TAG = (EventField.id << 3) | LENGTH_DELIMITED;
const PUBLISHED_AT_TAG = (EventField.publishedAt << 3) | FIXED64;
const PAYLOAD_TYPE_TAG = (EventField.payloadType << 3) | LENGTH_DELIMITED;
const TRACE_PARENT_TAG = (EventField.traceParent << 3) | LENGTH_DELIMITED;

/** Of a frame with a topic: size, tag and length of the event, tag and length of the topic. Fewer bytes are not looked at. */
const LEAST_BYTES = 5;

/**
 * Where the frame at `start` ends, and in `topic` where its topic is, if all of it is there and it holds an event in the usual form:
 * sizes of one or two bytes, the topic first and once, known fields, plain ASCII in the strings. Else 0, and `topic` is of no use.
 * Whatever this takes, the careful check takes too, save that the bytes of the topic itself are left to whoever looks it up.
 */
export function usualEventEnd(bytes: Uint8Array, start: number, maxFrameBytes: number, topic: TopicRange): number {
  if (start + LEAST_BYTES > bytes.length) return 0;
  let at = start;
  let size = bytes[at++]!;
  if (size >= 0x80) {
    const high = bytes[at++]!;
    if (high >= 0x80) return 0;
    size = (size & 0x7f) | (high << 7);
  }
  const end = at + size;
  if (end > bytes.length || size > maxFrameBytes || bytes[at++] !== EVENT_TAG) return 0;
  let length = bytes[at++]!;
  if (length >= 0x80) {
    const high = bytes[at++]!;
    if (high >= 0x80) return 0;
    length = (length & 0x7f) | (high << 7);
  }
  // An event that ends where it begins has no topic; the byte there is another's.
  if (at + length !== end || at >= end || bytes[at++] !== TOPIC_TAG) return 0;
  length = bytes[at++]!;
  if (length >= 0x80) {
    const high = bytes[at++]!;
    if (high >= 0x80) return 0;
    length = (length & 0x7f) | (high << 7);
  }
  topic.start = at;
  topic.end = at += length;
  return restIsUsual(bytes, at, end) ? end : 0;
}

/** Where the Event begins whose topic that is, in a frame that `usualEventEnd` has taken. */
export function usualEventStart({ start, end }: TopicRange): number {
  // Its tag, and its length in one byte or two.
  return start - (end - start < 0x80 ? 2 : 3);
}

/** The fields behind the topic. */
function restIsUsual(bytes: Uint8Array, start: number, end: number): boolean {
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
      if (high >= 0x80) return false;
      length = (length & 0x7f) | (high << 7);
    }
    const valueStart = at;
    at += length;
    switch (tag) {
      case PAYLOAD_TAG:
      case ID_TAG:
        break;
      case TYPE_TAG:
      case SOURCE_TAG:
      case PAYLOAD_TYPE_TAG:
      case TRACE_PARENT_TAG:
        if (!isAscii(bytes, valueStart, at)) return false;
        break;
      default:
        return false;
    }
  }
  // Behind the end, or NaN: a value that claims more bytes than there are.
  return at === end;
}

function isAscii(bytes: Uint8Array, start: number, end: number): boolean {
  let bits = 0;
  for (let at = start; at < end; at++) bits |= bytes[at]!;
  return bits < 0x80;
}
