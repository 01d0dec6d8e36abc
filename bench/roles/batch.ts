// What a raw publisher sends: encoded once, written again and again.

import type { Protocol } from "../protocols/protocol.ts";

/** One write hands over about so much: more than the kernel takes at a time, so that it never has to wait for the next. */
const BATCH_BYTES = 128 << 10;

/** Events of one topic that follow one another. */
export interface Part {
  readonly topic: string;
  readonly payloadBytes: number;
  readonly events: number;
}

export interface Batch {
  readonly bytes: Uint8Array;
  readonly events: number;
  /** Where each event begins, and, one more, where the last one ends. */
  readonly offsets: readonly number[];
}

/** Its events from number `from` to `to`, without those. */
export function slice({ bytes, offsets }: Batch, from: number, to: number): Uint8Array {
  return bytes.subarray(offsets[from], offsets[to]);
}

/** All bytes alike: nothing in between compresses, and nobody looks. */
export function payloadOf(bytes: number): Uint8Array {
  return Buffer.alloc(bytes, "x");
}

/** A batch of nothing but that event. */
export function uniformBatch(protocol: Protocol, topic: string, payloadBytes: number): Batch {
  const { length } = protocol.publication(topic, payloadOf(payloadBytes));
  return mixedBatch(protocol, [{ topic, payloadBytes, events: Math.ceil(BATCH_BYTES / length) }]);
}

export function mixedBatch(protocol: Protocol, parts: readonly Part[]): Batch {
  const events = parts.flatMap(({ topic, payloadBytes, events: count }) =>
    new Array<Uint8Array>(count).fill(protocol.publication(topic, payloadOf(payloadBytes))),
  );
  let end = 0;
  const offsets = [0, ...events.map(({ length }) => (end += length))];
  return { bytes: Buffer.concat(events), events: events.length, offsets };
}
