// A raw publisher: at full speed, as fast as the broker takes it, or at a pace.

import { nowMs, sleep } from "../now.ts";
import { type Line, openLine } from "../protocols/index.ts";
import type { Protocol } from "../protocols/protocol.ts";
import type { RawConnection } from "../protocols/raw-connection.ts";
import { type Batch, mixedBatch, type Part, slice, uniformBatch } from "./batch.ts";
import { serve } from "./serve.ts";

/** A paced publisher that has so much waiting is being held up by the broker, and waits for it. */
const MAX_WAITING_BYTES = 1 << 20;
const TICK_MS = 1;

export interface Published {
  readonly startedMs: number;
  /** When the last byte was with the kernel. */
  readonly endedMs: number;
}

let connection: RawConnection;
let protocol: Protocol;
let batch: Batch;
/** Ends what is being published. */
let stopping = new AbortController();

const role = {
  async open(line: Line): Promise<void> {
    ({ connection, protocol } = await openLine(line, "publisher"));
    connection.receive((bytes) => {
      const answer = protocol.answerAsPublisher?.(bytes);
      if (answer !== undefined) connection.write(answer);
    });
  },

  /** What `flood` and `pace` publish. */
  load(topic: string, payloadBytes: number): void {
    batch = uniformBatch(protocol, topic, payloadBytes);
  },

  /** As `load`, with events of several topics in turn. */
  loadMix(parts: readonly Part[]): void {
    batch = mixedBatch(protocol, parts);
  },

  async flood(events: number): Promise<Published> {
    const startedMs = nowMs();
    const whole = Math.floor(events / batch.events);
    for (let sent = 0; sent < whole; sent++) await write(batch.bytes);
    await write(slice(batch, 0, events % batch.events));
    return { startedMs, endedMs: nowMs() };
  },

  /** Floods until `stop`. */
  startFlood(): void {
    stopping = new AbortController();
    void floodUntil(stopping.signal);
  },

  stop(): void {
    stopping.abort();
  },

  /** Publishes `events` at so many a second, or until `stop`. Late, it makes up for it at once. */
  async pace(events: number, ratePerS: number): Promise<Published> {
    stopping = new AbortController();
    const startedMs = nowMs();
    for (let sent = 0; sent < events && !stopping.signal.aborted;) {
      const due = Math.min(events, Math.floor(((nowMs() - startedMs) / 1_000) * ratePerS));
      writeEvents(sent, due);
      sent = due;
      if (connection.waitingBytes > MAX_WAITING_BYTES) await connection.drained();
      await sleep(TICK_MS);
    }
    await connection.drained();
    return { startedMs, endedMs: nowMs() };
  },
};

export type PublisherRole = typeof role;
serve(role);

async function write(bytes: Uint8Array): Promise<void> {
  if (!connection.write(bytes)) await connection.drained();
}

async function floodUntil(stop: AbortSignal): Promise<void> {
  // Once a batch the loop turns, so that `stop` is heard even if the broker takes everything at once.
  while (!stop.aborted) {
    await write(batch.bytes);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** The events from number `from` to `to` of an endless row of batches. */
function writeEvents(from: number, to: number): void {
  for (let at = from; at < to;) {
    const first = at % batch.events;
    const count = Math.min(to - at, batch.events - first);
    connection.write(slice(batch, first, first + count));
    at += count;
  }
}
