// What a replay says about itself, and where it takes the recording from; what it publishes is in test/recording/replay.test.ts.

import { readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough, Readable } from "node:stream";
import { create, toBinary } from "@bufbuild/protobuf";
import { startBroker } from "decnet-bus/broker";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { EventSchema } from "../../gen/decnet/bus/v1/frame_pb.ts";
import { RecordingEntrySchema } from "../../gen/decnet/bus/v1/recording_pb.ts";
import {
  inspect,
  inspectionJson,
  inspectionLines,
  replay,
  type Replay,
  replayJson,
  replayLine,
} from "../../src/cli/replay.ts";
import { FORMAT_VERSION, MAGIC } from "../../src/recording/format.ts";
import { RecordingWriter } from "../../src/recording/recording-writer.ts";
import { busError } from "../support/bus-error.ts";
import { joined, sized } from "../support/bytes.ts";
import { ORIGIN, recordingOf } from "../support/recorded.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const eventBytes = (topic: string): Uint8Array => toBinary(EventSchema, create(EventSchema, { topic }));
const EVENTS = [
  { ms: 0, bytes: eventBytes("lab.a") },
  { ms: 5, bytes: eventBytes("lab.b") },
];

let socket: string;
let notes: string[];

beforeEach(async () => {
  socket = join(temporaryFolder(), "bus.sock");
  const broker = await startBroker({ socket, group: "", heartbeatS: 0 });
  onTestFinished(() => broker.stop());
  notes = [];
});

function replayed(from: Replay["from"], options: Partial<Replay> = {}) {
  return replay({ from, socket, speed: Number.POSITIVE_INFINITY, note: (text) => notes.push(text), ...options });
}

function fileOf(bytes: Uint8Array): string {
  const path = join(temporaryFolder(), "bus.rec");
  writeFileSync(path, bytes);
  return path;
}

/** As from a pipe, which can be read once. */
function streamOf(bytes: Uint8Array): Readable {
  const chunks = Array.from({ length: Math.ceil(bytes.length / 7) }, (_, index) =>
    bytes.subarray(index * 7, index * 7 + 7),
  );
  return Readable.from(chunks);
}

/** An event, a gap of three, an event. */
function withGap(): Uint8Array {
  const writer = new RecordingWriter();
  return joined([
    writer.header({ ...ORIGIN, startedAtMs: 0 }),
    writer.event(0, EVENTS[0]!.bytes, 0, EVENTS[0]!.bytes.length),
    writer.gap(1, { count: 3, topics: new Map(), truncated: false }),
    writer.event(2, EVENTS[1]!.bytes, 0, EVENTS[1]!.bytes.length),
    writer.end(2, { events: 2, lost: 3 }),
  ]);
}

/** By an older release: one topic has another payload today, and one is not declared any more. */
function ofAnotherTime(): Uint8Array {
  const schemaHash = new Uint8Array(32);
  const topics = ["topology.{topology_id}.status", "lab.gone"].map((template) => ({ template, schemaHash }));
  const header = { magic: MAGIC, formatVersion: FORMAT_VERSION, startedAt: 0n, ...ORIGIN, topics };
  const entry = create(RecordingEntrySchema, { kind: { case: "header", value: header } });
  return sized(toBinary(RecordingEntrySchema, entry));
}

const CHANGES = [
  "the payload has changed since this was recorded by decnet-bus/0.0.1 node/1, of: topology.{topology_id}.status",
  "not declared any more since this was recorded by decnet-bus/0.0.1 node/1: lab.gone",
];

describe("a replay", () => {
  test("of a file says first how much of it there is", async () => {
    await expect(replayed(fileOf(recordingOf(EVENTS)))).resolves.toMatchObject({ published: 2, complete: true });
    expect(notes).toEqual(["replaying 2 of 2 events of 0.0 s"]);
  });

  test("of a stream reads all of it into a file of its own first, which is gone afterwards", async () => {
    const before = readdirSync(tmpdir()).filter((name) => name.startsWith("decnet-replay-"));
    await expect(replayed(streamOf(recordingOf(EVENTS)))).resolves.toMatchObject({ published: 2 });
    expect(notes[0]).toMatch(/^replaying 2 of 2 events/);
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith("decnet-replay-"))).toEqual(before);
  });

  test("of a stream that is damaged publishes nothing of it", async () => {
    const bytes = recordingOf(EVENTS);
    bytes[bytes.length - 12] = 0xff;
    await expect(replayed(streamOf(bytes))).rejects.toEqual(busError("INVALID_RECORDING"));
    expect(notes).toEqual([]);
  });

  test("that may be partial publishes as it reads, and says in the end what is damaged", async () => {
    const bytes = joined([recordingOf(EVENTS, { end: false }), Uint8Array.of(3, 0xff, 0xff, 0xff)]);
    const summary = await replayed(streamOf(bytes), { partial: true });
    expect(summary).toMatchObject({ published: 2, complete: false });
    expect(notes).toEqual([summary.damage!.message]);
    expect(JSON.parse(replayJson(summary))).toMatchObject({ kind: "replayed", damage: summary.damage!.message });
  });

  test("of a recording without an end says so", async () => {
    const summary = await replayed(streamOf(recordingOf(EVENTS, { end: false })), { partial: true });
    expect(summary).toMatchObject({ published: 2, complete: false, damage: undefined });
    expect(notes).toEqual([expect.stringMatching(/^the recording has no end/)]);
    expect(JSON.parse(replayJson(summary))).toMatchObject({ damage: null });
  });

  test("that is ended before it has begun says nothing", async () => {
    const from = streamOf(recordingOf(EVENTS, { end: false }));
    await expect(replayed(from, { partial: true, signal: AbortSignal.abort() })).rejects.toMatchObject({
      name: "AbortError",
    });
    expect(notes).toEqual([]);
  });

  test("says where events had been lost when it was recorded", async () => {
    const summary = await replayed(fileOf(withGap()));
    expect(notes.slice(1)).toEqual(["3 events had been lost here when it was recorded"]);
    expect(replayLine(summary)).toBe("published 2 events, 3 had been lost when it was recorded");
  });

  test("says which topics are not what they were", async () => {
    await replayed(streamOf(ofAnotherTime()), { partial: true });
    expect(notes.slice(0, 2)).toEqual(CHANGES);
  });

  test("counts what it has left out", async () => {
    const summary = await replayed(fileOf(recordingOf(EVENTS)), { patterns: ["lab.b"] });
    expect(notes).toEqual(["replaying 1 of 2 events of 0.0 s"]);
    expect(replayLine(summary)).toBe("published 1 event, left out 1");
  });
});

test("a line about a replay names what this bus does not take", () => {
  const counts = { published: 1_000, leftOut: 0, tooLarge: 0, lost: 0 };
  const none = { ...counts, changed: [], gone: [], complete: true, damage: undefined };
  expect(replayLine(none)).toBe("published 1,000 events");
  expect(replayLine({ ...none, tooLarge: 2 })).toBe("published 1,000 events, 2 too large for this bus");
});

describe("what would be replayed", () => {
  test("is told with where it comes from", async () => {
    const inspection = await inspect({ from: streamOf(withGap()), patterns: ["lab.a"] });
    expect(inspectionLines(inspection)).toEqual([
      "recorded 1970-01-01T00:00:00.000Z from decnet-bus/0.0.2 by decnet-bus/0.0.1 node/1",
      "patterns >",
      "2 events of 0.0 s, 1 to be replayed, 3 lost",
    ]);
    expect(JSON.parse(inspectionJson(inspection))).toMatchObject({ kind: "recording", events: 2, wanted: 1, lost: 3 });
  });

  test("is told of one that has no end", async () => {
    const inspection = await inspect({ from: fileOf(recordingOf(EVENTS, { end: false })) });
    expect(inspectionLines(inspection).at(-1)).toMatch(/^the recording has no end/);
  });

  test("is told with the topics that are not what they were", async () => {
    const inspection = await inspect({ from: streamOf(ofAnotherTime()) });
    expect(inspectionLines(inspection).slice(-2)).toEqual(CHANGES);
    expect(JSON.parse(inspectionJson(inspection))).toMatchObject({ gone: ["lab.gone"] });
  });
});

// Whatever it waits for, it waits no more.
test.each([[false], [true]])(
  "a pipe in which nothing comes is left when it is ended (partial: %s)",
  async (partial) => {
    const stop = new AbortController();
    const from = new PassThrough();
    const replaying = replay({ from, partial, signal: stop.signal, socket: "/nonexistent/b", note: () => {} });
    stop.abort();
    await expect(replaying).rejects.toMatchObject({ name: "AbortError" });
    expect(from.destroyed).toBe(true);
  },
);
