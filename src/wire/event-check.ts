// The gate between publishers and subscribers. An event is forwarded as the bytes that came in, so everything that a subscriber's
// protobuf runtime could choke on must be found here, without decoding: decnet.bus.v1.Event is the rule.

import { isUtf8 } from "node:buffer";
import { Cursor, FIXED64, LENGTH_DELIMITED } from "./cursor.ts";
import { type Fault, protocolFault } from "./fault.ts";

/** Field numbers of Event. */
export const EventField = {
  topic: 1,
  payload: 2,
  type: 3,
  source: 4,
  id: 5,
  publishedAt: 6,
  payloadType: 7,
  traceParent: 8,
} as const;

/** Where an event's topic stands. */
export interface TopicRange {
  start: number;
  end: number;
}

/** Tags of the fields, as every publisher writes them: in one byte. */
const TOPIC_TAG = (EventField.topic << 3) | LENGTH_DELIMITED;
const PAYLOAD_TAG = (EventField.payload << 3) | LENGTH_DELIMITED;
const TYPE_TAG = (EventField.type << 3) | LENGTH_DELIMITED;
const SOURCE_TAG = (EventField.source << 3) | LENGTH_DELIMITED;
const ID_TAG = (EventField.id << 3) | LENGTH_DELIMITED;
const PUBLISHED_AT_TAG = (EventField.publishedAt << 3) | FIXED64;
const PAYLOAD_TYPE_TAG = (EventField.payloadType << 3) | LENGTH_DELIMITED;
const TRACE_PARENT_TAG = (EventField.traceParent << 3) | LENGTH_DELIMITED;

/**
 * The event path. True for an event in the usual form, with `topic` set: the topic first and once, known fields, lengths of one or two
 * bytes, plain ASCII in the strings. False says nothing but that `checkEvent` must look: whatever this accepts, that accepts too, with
 * the same topic, save that the bytes of the topic itself are left to whoever looks it up.
 */
export function isUsualEvent(bytes: Uint8Array, start: number, end: number, topic: TopicRange): boolean {
  // An empty event ends where it begins; the byte there is another's.
  if (start >= end || bytes[start] !== TOPIC_TAG) return false;
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
      case TOPIC_TAG:
        // The first byte was a topic's; one that comes later is a second.
        if (valueStart > start + 3) return false;
        topic.start = valueStart;
        topic.end = at;
        break;
      default:
        return false;
    }
  }
  // Behind the end, or NaN: a value that claims more bytes than there are.
  return at === end;
}

function isAscii(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (bytes[at]! >= 0x80) return false;
  return true;
}

/** Checks the structure of the Event in `bytes[start..end)` and returns where its topic is. The topic's grammar is not checked. */
export function checkEvent(bytes: Uint8Array, start: number, end: number): TopicRange | Fault {
  const cursor = new Cursor(bytes, start, end);
  let topic: TopicRange | undefined;
  while (cursor.nextField()) {
    const fault = fieldFault(cursor);
    if (fault !== undefined) return fault;
    if (cursor.field !== EventField.topic) continue;
    if (topic !== undefined) return protocolFault("an event has more than one topic");
    topic = { start: cursor.valueStart, end: cursor.valueEnd };
  }
  if (cursor.failed) return protocolFault("an event is not well-formed protobuf");
  return topic ?? protocolFault("an event has no topic");
}

function fieldFault(cursor: Cursor): Fault | undefined {
  switch (cursor.field) {
    case EventField.topic:
    case EventField.type:
    case EventField.source:
    case EventField.payloadType:
    case EventField.traceParent:
      if (cursor.wireType !== LENGTH_DELIMITED) return wireTypeFault(cursor);
      if (isUtf8(cursor.bytes.subarray(cursor.valueStart, cursor.valueEnd))) return undefined;
      return protocolFault(`field ${cursor.field} of an event is not UTF-8`);
    case EventField.payload:
    case EventField.id:
      return cursor.wireType === LENGTH_DELIMITED ? undefined : wireTypeFault(cursor);
    case EventField.publishedAt:
      return cursor.wireType === FIXED64 ? undefined : wireTypeFault(cursor);
    default:
      // Unknown fields are forwarded: they may be known to the subscriber.
      return undefined;
  }
}

function wireTypeFault(cursor: Cursor): Fault {
  return protocolFault(`field ${cursor.field} of an event has wire type ${cursor.wireType}`);
}
