// An event on its way through the broker: where it and its topic lie in the bytes that were received. One such object serves a session for
// all its events, so that the event path allocates nothing for an event.

import type { TopicRange } from "../wire/event-check.ts";

export interface EventRange {
  bytes: Uint8Array;
  /** The whole frame, size prefix included: what is forwarded. */
  start: number;
  end: number;
  readonly topic: TopicRange;
}

export function eventRange(): EventRange {
  return { bytes: NOTHING, start: 0, end: 0, topic: { start: 0, end: 0 } };
}

/** Lets go of the bytes that were received. */
export function release(event: EventRange): void {
  event.bytes = NOTHING;
}

const NOTHING = new Uint8Array(0);
