// The gate between publishers and subscribers. An event is forwarded as the bytes that came in, so everything that a subscriber's
// protobuf runtime could choke on must be found here, without decoding: decnet.bus.v1.Event is the rule.

import { isUtf8 } from "node:buffer";
import { Cursor, FIXED64, LENGTH_DELIMITED } from "../bytes/cursor.ts";
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
