// Looks at a Frame just far enough to know its kind (decnet.bus.v1.Frame: exactly one field), without decoding it. The number decides
// what happens next: events are checked and forwarded as they are, everything else is decoded.

import { Cursor, LENGTH_DELIMITED } from "../bytes/cursor.ts";
import { type Fault, protocolFault } from "./fault.ts";

/** Field numbers of Frame.kind. */
export const FrameKind = {
  hello: 1,
  welcome: 2,
  subscribe: 3,
  unsubscribe: 4,
  event: 5,
  dropped: 6,
  result: 7,
  ping: 8,
  pong: 9,
  goodbye: 10,
  statusRequest: 11,
  status: 12,
} as const;

const LAST_KIND = 12;

/** What a Frame holds: the kind's number, and where its message begins and ends. */
export interface FrameContent {
  kind: number;
  start: number;
  end: number;
}

/** Returns undefined for a frame that is to be ignored: an empty one, or one of a kind that this version does not know. */
export function frameContent(bytes: Uint8Array, start: number, end: number): FrameContent | Fault | undefined {
  const cursor = new Cursor(bytes, start, end);
  if (!cursor.nextField()) return cursor.failed ? malformed() : undefined;
  if (cursor.at !== end) return cursor.nextField() ? protocolFault("a frame holds more than one field") : malformed();
  if (cursor.field > LAST_KIND) return undefined;
  if (cursor.wireType !== LENGTH_DELIMITED)
    return protocolFault(`frame kind ${cursor.field} has wire type ${cursor.wireType}`);
  return { kind: cursor.field, start: cursor.valueStart, end: cursor.valueEnd };
}

function malformed(): Fault {
  return protocolFault("a frame is not well-formed protobuf");
}
