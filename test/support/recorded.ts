// Recordings as tests want them: out of events, in memory.

import { type BusConnection, openConnection } from "../../src/client/connection.ts";
import { helloOf } from "../../src/client/hello.ts";
import { Recorder, type RecordingSink } from "../../src/recording/recorder.ts";
import { type Recorded, openRecording } from "../../src/recording/recording-reader.ts";
import { RecordingWriter } from "../../src/recording/recording-writer.ts";
import { memoryPair } from "../../src/transport/memory.ts";
import type { BrokerHarness } from "./broker-harness.ts";
import { joined } from "./bytes.ts";
import { ManualClock } from "./manual-clock.ts";

export const ORIGIN = { library: "decnet-bus/0.0.1 node/1", server: "decnet-bus/0.0.2", busId: "id", patterns: [">"] };

export interface RecordedAt {
  readonly ms: number;
  readonly bytes: Uint8Array;
}

/** What a recorder would have written; an event each. */
export function recordingOf(events: readonly RecordedAt[], { end = true } = {}): Uint8Array {
  const writer = new RecordingWriter();
  const parts = [
    writer.header({ ...ORIGIN, startedAtMs: 0 }),
    ...events.map(({ ms, bytes }) => writer.event(ms, bytes, 0, bytes.length)),
    ...(end ? [writer.end(events.at(-1)?.ms ?? 0, { events: events.length, lost: 0 })] : []),
  ];
  return joined(parts);
}

/** All that can be read of it. */
export async function entriesOf(chunks: Iterable<Uint8Array>): Promise<Recorded[]> {
  const entries: Recorded[] = [];
  const recording = await openRecording(chunks);
  for await (const together of recording.entries) entries.push(...together);
  return entries;
}

/** A sink that writes when the test says so. */
export class SlowSink implements RecordingSink {
  readonly written: Uint8Array[] = [];
  #open = Promise.withResolvers<void>();

  async write(bytes: Uint8Array): Promise<void> {
    await this.#open.promise;
    this.written.push(Uint8Array.from(bytes));
  }

  /** From now on it keeps up. */
  open(): void {
    this.#open.resolve();
  }
}

/** A recorder on a clock that stands still. */
export function recorderOn(
  clock = new ManualClock(),
  maxBytes?: number,
): { recorder: Recorder; flow: string[]; failures: unknown[] } {
  const flow: string[] = [];
  const failures: unknown[] = [];
  const recorder = new Recorder({ clock, maxBytes, failed: (error) => failures.push(error) });
  recorder.begin(ORIGIN, { pause: () => flow.push("pause"), resume: () => flow.push("resume") });
  return { recorder, flow, failures };
}

/** A recorder that hears everything of a broker, from when it resolves. */
export async function recordFrom(
  harness: BrokerHarness,
  sink: RecordingSink,
): Promise<{ recorder: Recorder; link: BusConnection }> {
  const recorder = new Recorder({ clock: harness.clock, failed: () => {} });
  const opened = Promise.withResolvers<BusConnection>();
  const [near, far] = memoryPair();
  harness.broker.accept(far);
  await openConnection(near, helloOf({}), harness.clock, {
    opened: (connection) => {
      recorder.begin(ORIGIN, near);
      opened.resolve(connection);
    },
    event: (bytes, start, end) => void recorder.event(bytes, start, end),
    dropped: (drops) => recorder.gap(drops),
    lost: () => {},
  });
  const link = await opened.promise;
  await link.subscribe(">");
  recorder.writeTo(sink);
  return { recorder, link };
}
