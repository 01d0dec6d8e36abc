import { create, toBinary } from "@bufbuild/protobuf";
import { sizeDelimitedEncode } from "@bufbuild/protobuf/wire";
import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { EventSchema } from "../../gen/decnet/bus/v1/frame_pb.ts";
import { RecordingEntrySchema } from "../../gen/decnet/bus/v1/recording_pb.ts";
import { BusError } from "../../src/errors.ts";
import { openRecording } from "../../src/recording/recording-reader.ts";
import { RecordingWriter } from "../../src/recording/recording-writer.ts";
import { cutsOf, event } from "../support/arbitraries.ts";
import { joined } from "../support/bytes.ts";
import { entriesOf, ORIGIN, recordingOf } from "../support/recorded.ts";

const events = fc
  .array(fc.record({ ms: fc.nat({ max: 1e9 }), event }), { maxLength: 8 })
  .map((list) => list.map(({ ms, event: { bytes } }) => ({ ms, bytes })).toSorted((one, other) => one.ms - other.ms));

const one = toBinary(EventSchema, create(EventSchema, { topic: "a.b", payload: new Uint8Array(200) }));

/** Why it cannot be read. */
async function failureOf(bytes: Uint8Array): Promise<string> {
  const error: unknown = await entriesOf([bytes]).catch((reason: unknown) => reason);
  return error instanceof BusError && error.code === "INVALID_RECORDING" ? error.message : String(error);
}

describe("a recording", () => {
  property.prop([events.chain((list) => fc.record({ list: fc.constant(list), chunks: cutsOf(recordingOf(list)) }))])(
    "gives back every event byte for byte with its time, however it is cut into chunks",
    async ({ list, chunks }) => {
      const entries = await entriesOf(chunks);
      expect(entries.map((entry) => entry.kind === "event" && [entry.ms, Buffer.from(entry.event)])).toEqual(
        list.map(({ ms, bytes }) => [ms, Buffer.from(bytes)]),
      );
    },
  );

  test("says what it is: origin, topics, start", async () => {
    const { header } = await openRecording([new RecordingWriter().header({ ...ORIGIN, startedAtMs: 1_500 })]);
    expect(header).toMatchObject({
      ...ORIGIN,
      magic: "decnet-bus recording",
      formatVersion: 1,
      startedAt: 1_500_000_000n,
    });
    expect(header.topics.map(({ template }) => template)).toContain("topology.{topology_id}.status");
  });

  test("has its gaps where they were, and its end", async () => {
    const writer = new RecordingWriter();
    const recording = await openRecording([
      writer.header({ ...ORIGIN, startedAtMs: 0 }),
      writer.gap(3, { count: 7, topics: new Map([["a.b", 4]]), truncated: true }),
      writer.event(4, one, 0, one.length),
      writer.end(5, { events: 1, lost: 7 }),
      // Not read any more.
      Uint8Array.of(255, 255, 255, 255, 255, 255),
    ]);
    const kinds: unknown[] = [];
    expect(recording.end).toBeUndefined();
    for await (const together of recording.entries)
      kinds.push(...together.map((entry) => (entry.kind === "gap" ? entry.drops : entry.topic)));
    expect(kinds).toEqual([{ count: 7, topics: new Map([["a.b", 4]]), truncated: true }, "a.b"]);
    expect(recording.end).toMatchObject({ events: 1n, lost: 7n, receivedNs: 5_000_000n });
  });

  test("may hold entries of a kind that a newer writer knows", async () => {
    const unknown = Uint8Array.of(3, 0x7a, 1, 9);
    const bytes = recordingOf([{ ms: 0, bytes: one }], { end: false });
    await expect(entriesOf([bytes, unknown, bytes.subarray(0, 0)])).resolves.toHaveLength(1);
  });

  property.prop([fc.nat()])("that is cut off anywhere is read up to there, and says where it ends", async (seed) => {
    const whole = recordingOf([
      { ms: 0, bytes: one },
      { ms: 1, bytes: one },
    ]);
    const header = recordingOf([], { end: false }).length;
    const length = header + (seed % (whole.length - header));
    const recording = await openRecording([whole.subarray(0, length)]);
    let read = 0;
    let failure = "none";
    try {
      for await (const together of recording.entries) read += together.length;
    } catch (error) {
      failure = (error as Error).message;
    }
    expect(failure).toMatch(/^(?:The recording is damaged: the entry at byte \d+ is not complete.*|none)$/);
    const entry = recordingOf([{ ms: 0, bytes: one }], { end: false }).length - header;
    expect(read).toBe(Math.min(2, Math.floor((length - header) / entry)));
    expect(recording.end).toBeUndefined();
  });
});

describe("what is no recording", () => {
  test.each([
    ["nothing", new Uint8Array(0)],
    ["text", new TextEncoder().encode('{"name": "decnet-bus"}')],
    ["zeros", new Uint8Array(100)],
    ["an entry of 4 GiB", Uint8Array.of(255, 255, 255, 255, 15, 1)],
    ["another size-delimited protobuf", sizeDelimitedEncode(EventSchema, create(EventSchema, { topic: "a" }))],
    [
      "a recording without its header",
      recordingOf([{ ms: 0, bytes: one }]).subarray(recordingOf([], { end: false }).length),
    ],
  ])("is refused: %s", async (_what, bytes) => {
    await expect(failureOf(bytes)).resolves.toBe("This is no recording: it does not begin like one.");
  });

  test("is refused, if it is of a newer format, with who wrote it", async () => {
    const value = { magic: "decnet-bus recording", formatVersion: 2, library: "decnet-bus/9.0.0" };
    const entry = create(RecordingEntrySchema, { kind: { case: "header", value } });
    await expect(failureOf(sizeDelimitedEncode(RecordingEntrySchema, entry))).resolves.toMatch(
      /^It has format 2.*written by decnet-bus\/9\.0\.0/,
    );
  });

  const header = recordingOf([], { end: false });
  const writer = new RecordingWriter();
  const bad = (bytes: Uint8Array): Uint8Array => Uint8Array.from(writer.event(0, bytes, 0, bytes.length));
  test.each([
    ["is not well-formed", Uint8Array.of(2, 0x12, 0x7f)],
    ["has a size that no entry has", Uint8Array.of(255, 255, 255, 255, 255, 255)],
    ["goes back in time", joined([writer.event(5, one, 0, one.length), writer.event(4, one, 0, one.length)])],
    ["holds no event: an event has no topic", bad(new Uint8Array(0))],
    ["holds no event: its topic", bad(toBinary(EventSchema, create(EventSchema, { topic: "a..b" })))],
  ])("is named with its place: an entry that %s", async (how, bytes) => {
    const place =
      how === "goes back in time" ? header.length + writer.event(5, one, 0, one.length).length : header.length;
    await expect(failureOf(joined([header, bytes]))).resolves.toContain(`the entry at byte ${place} ${how}`);
  });
});
