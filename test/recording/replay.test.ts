// Replays over memory, onto the real broker: what subscribers get, and when.

import { create, toBinary } from "@bufbuild/protobuf";
import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { type Event, EventSchema } from "../../gen/decnet/bus/v1/frame_pb.ts";
import { systemBusHealth } from "../../gen/decnet/topics/v1/topics.ts";
import { helloOf } from "../../src/client/hello.ts";
import { openRecording } from "../../src/recording/recording-reader.ts";
import { type ReplayOptions, replayOver, type ReplaySummary, type Stage } from "../../src/recording/replay.ts";
import { memoryPair } from "../../src/transport/memory.ts";
import { FrameKind } from "../../src/wire/frame-kind.ts";
import { event } from "../support/arbitraries.ts";
import { BrokerHarness } from "../support/broker-harness.ts";
import { delimitedField, joined, sized } from "../support/bytes.ts";
import type { RawPeer } from "../support/raw-peer.ts";
import { type RecordedAt, recordFrom, recordingOf, SlowSink } from "../support/recorded.ts";
import { settled } from "../support/settled.ts";

const MAX: ReplayOptions = { speed: Number.POSITIVE_INFINITY };
const EVENT = {
  payload: Uint8Array.of(1, 2),
  type: "applied",
  source: "mutator",
  id: Uint8Array.of(7),
  publishedAt: 1n,
  payloadType: "lab.Any",
  traceParent: "00-0-0-00",
};

function encode(topic: string, init: Partial<typeof EVENT> = {}): Uint8Array {
  return toBinary(EventSchema, create(EventSchema, { topic, ...EVENT, ...init }));
}

/** An event each, a second apart, after the recorder had waited for a minute. */
function everySecond(...topics: readonly string[]): RecordedAt[] {
  return topics.map((topic, index) => ({ ms: 60_000 + index * 1_000, bytes: encode(topic) }));
}

function stageOn({ broker, clock }: BrokerHarness): Stage {
  const [transport, far] = memoryPair();
  broker.accept(far);
  return { transport, hello: helloOf({ clientName: "replay" }), clock };
}

async function replayed(harness: BrokerHarness, bytes: Uint8Array, options: ReplayOptions): Promise<ReplaySummary> {
  return replayOver(stageOn(harness), await openRecording([bytes]), options);
}

function eventsIn(peer: RawPeer): Event[] {
  return peer.inbox.flatMap(({ kind }) => (kind.case === "event" ? [kind.value] : []));
}

property.prop([fc.array(event, { maxLength: 20 })], { numRuns: 50 })(
  "what is recorded, and replayed as recorded, is the same byte for byte",
  async (events) => {
    const [original, other] = [new BrokerHarness(), new BrokerHarness()];
    const sink = new SlowSink();
    sink.open();
    const { recorder, link } = await recordFrom(original, sink);
    const publisher = await original.open();
    const frames = events.map(({ bytes }) => sized(delimitedField(FrameKind.event, bytes)));
    publisher.sendBytes(...frames);
    await publisher.fence();
    while (recorder.totals.events < events.length) await link.fence();
    await recorder.finish();
    const subscriber = await other.subscriber(">");
    const summary = await replayed(other, joined(sink.written), { ...MAX, asRecorded: true, patterns: [">"] });
    expect(summary).toMatchObject({ published: events.length, leftOut: 0, tooLarge: 0, lost: 0, complete: true });
    await subscriber.fence();
    const got = subscriber.inbox.map(({ bytes }) => Buffer.from(bytes));
    expect(got).toEqual(frames.map((frame) => Buffer.from(frame)));
  },
);

describe("a replayed event", () => {
  test("says the same as the recorded one, and is this replay's", async () => {
    const harness = new BrokerHarness();
    const subscriber = await harness.subscriber(">");
    await replayed(harness, recordingOf(everySecond("a.b")), MAX);
    await subscriber.fence();
    const [got] = eventsIn(subscriber);
    const { source, id, publishedAt, ...said } = EVENT;
    expect(got).toMatchObject({ topic: "a.b", ...said, source: "replay" });
    expect(got!.id).not.toEqual(id);
    expect(got!.publishedAt).toBe(BigInt(harness.clock.unixMs()) * 1_000_000n);
    expect({ source, publishedAt }).not.toMatchObject({ source: got!.source });
  });

  test("comes as long after the one before as it did then, and the first at once", async () => {
    const harness = new BrokerHarness();
    const subscriber = await harness.subscriber(">");
    const replay = replayed(harness, recordingOf(everySecond("a", "b", "c")), {});
    const come = async (): Promise<string[]> => {
      await settled();
      return eventsIn(subscriber).map(({ topic }) => topic);
    };
    await expect(come()).resolves.toEqual(["a"]);
    await harness.clock.pass(999);
    await expect(come()).resolves.toEqual(["a"]);
    await harness.clock.pass(1);
    await expect(come()).resolves.toEqual(["a", "b"]);
    await harness.clock.pass(1_000);
    await expect(replay).resolves.toMatchObject({ published: 3 });
  });

  test.each([
    [10, 200],
    [0.5, 4_000],
  ])("comes at speed %d two seconds later after %d ms", async (speed, ms) => {
    const harness = new BrokerHarness();
    const subscriber = await harness.subscriber("c");
    const replay = replayed(harness, recordingOf(everySecond("a", "b", "c")), { speed });
    await settled();
    await harness.clock.pass(ms - 1);
    await settled();
    expect(eventsIn(subscriber)).toHaveLength(0);
    await harness.clock.pass(1);
    await replay;
    await subscriber.fence();
    expect(eventsIn(subscriber)).toHaveLength(1);
  });
});

describe("a replay", () => {
  test("publishes what the patterns match, and without any, all but the recorded bus's own heartbeat", async () => {
    const recording = recordingOf(everySecond("a.b", systemBusHealth(), "c.d"));
    const harness = new BrokerHarness();
    const subscriber = await harness.subscriber(">");
    await expect(replayed(harness, recording, MAX)).resolves.toMatchObject({ published: 2, leftOut: 1 });
    await expect(replayed(harness, recording, { ...MAX, patterns: ["*.b", "system.>"] })).resolves.toMatchObject({
      published: 2,
      leftOut: 1,
    });
    await subscriber.fence();
    expect(eventsIn(subscriber).map(({ topic }) => topic)).toEqual(["a.b", "c.d", "a.b", systemBusHealth()]);
  });

  test("loses none of its own events, however fast it is", async () => {
    const harness = new BrokerHarness();
    const many = Array.from({ length: 40_000 }, (_, index) => ({ ms: index, bytes: encode("a.b") }));
    const summary = await replayed(harness, recordingOf(many), MAX);
    expect(summary.published).toBe(many.length);
    expect(harness.broker.counts.eventsIn).toBe(many.length);
  });

  test("tells of what had been lost, and of topics that have changed since", async () => {
    const sink = new SlowSink();
    sink.open();
    const harness = new BrokerHarness();
    const { recorder } = await recordFrom(harness, sink);
    recorder.gap({ count: 5, topics: new Map(), truncated: false });
    await recorder.finish();
    const gaps: number[] = [];
    const options = { ...MAX, onGap: ({ count }: { readonly count: number }) => gaps.push(count) };
    const recording = await openRecording(sink.written);
    recording.header.topics[0]!.schemaHash = new Uint8Array(32);
    recording.header.topics[1]!.template = "lab.gone";
    const { template } = recording.header.topics[0]!;
    const summary = await replayOver(stageOn(harness), recording, options);
    expect(summary).toMatchObject({ published: 0, lost: 5, changed: [template], gone: ["lab.gone"] });
    expect(gaps).toEqual([5]);
  });

  test("leaves out what is too large for this bus, and goes on", async () => {
    const harness = new BrokerHarness({ maxFrameBytes: 65_536, maxTopicBytes: 8 });
    const large = { ms: 0, bytes: encode("a.b", { payload: new Uint8Array(70_000) }) };
    const recording = recordingOf([large, { ms: 0, bytes: encode("abcdefgh.i") }, { ms: 0, bytes: encode("a.b") }]);
    await expect(replayed(harness, recording, MAX)).resolves.toMatchObject({ published: 1, tooLarge: 2 });
  });

  test("of a recording that is cut off rejects there, and with `partial` publishes what stands before", async () => {
    const whole = recordingOf(everySecond("a.b", "c.d"));
    const cut = whole.subarray(0, whole.length - 60);
    await expect(replayed(new BrokerHarness(), cut, MAX)).rejects.toMatchObject({ code: "INVALID_RECORDING" });
    const summary = await replayed(new BrokerHarness(), cut, { ...MAX, partial: true });
    expect(summary).toMatchObject({ published: 1, complete: false, damage: { code: "INVALID_RECORDING" } });
  });

  test("of a recording without an end says that it has none", async () => {
    const bytes = recordingOf(everySecond("a.b"), { end: false });
    await expect(replayed(new BrokerHarness(), bytes, MAX)).resolves.toMatchObject({
      published: 1,
      complete: false,
      damage: undefined,
    });
  });

  test("ends when it is told to, also while it waits", async () => {
    const harness = new BrokerHarness();
    const stop = new AbortController();
    const replay = replayed(harness, recordingOf(everySecond("a.b", "c.d")), { signal: stop.signal });
    await settled();
    stop.abort();
    await expect(replay).resolves.toMatchObject({ published: 1, complete: false });
    expect(harness.broker.counts.connections).toBe(0);
  });

  test.each(["before", "while"])("ends when it is told to %s it waits for a bus that hangs", async (when) => {
    const { clock } = new BrokerHarness();
    const [transport] = memoryPair();
    const stage = { transport, hello: helloOf({ clientName: "replay" }), clock };
    const stop = new AbortController();
    if (when === "before") stop.abort();
    const recording = await openRecording([recordingOf(everySecond("a.b"))]);
    const replay = replayOver(stage, recording, { signal: stop.signal });
    await settled();
    stop.abort();
    await expect(replay).resolves.toMatchObject({ published: 0, complete: false, damage: undefined });
  });

  test("rejects with the reason when the bus goes away", async () => {
    const harness = new BrokerHarness();
    const replay = replayed(harness, recordingOf(everySecond("a.b", "c.d")), {});
    await settled();
    void harness.broker.stop();
    await expect(replay).rejects.toMatchObject({ code: "SHUTDOWN" });
  });

  test.each([0, -1, Number.NaN])("refuses a speed of %d", async (speed) => {
    await expect(replayed(new BrokerHarness(), recordingOf([]), { speed })).rejects.toMatchObject({
      code: "INVALID_CONFIG",
    });
  });

  test("refuses a pattern that is none", async () => {
    await expect(replayed(new BrokerHarness(), recordingOf([]), { patterns: ["a.>.b"] })).rejects.toMatchObject({
      code: "INVALID_PATTERN",
    });
  });
});
