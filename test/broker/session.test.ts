// Peers that break the protocol, deliberately or not: told why, closed, and nobody else sees anything of it.

import { create } from "@bufbuild/protobuf";
import { describe, expect, test } from "vitest";
import { Code } from "../../gen/decnet/bus/v1/code_pb.ts";
import { HelloSchema } from "../../gen/decnet/bus/v1/frame_pb.ts";
import type { BrokerEvent } from "../../src/broker/broker.ts";
import type { BrokerCounts } from "../../src/broker/status.ts";
import { encodeFrame, type FrameKindInit } from "../../src/wire/frame-codec.ts";
import { BrokerHarness, eventFrame } from "../support/broker-harness.ts";
import { delimitedField, joined, paddedVarint, singleBytes, sized, utf8, varint } from "../support/bytes.ts";
import { settled } from "../support/settled.ts";

/** What the harness's peers say. */
const HELLO = { protocolMin: 1, protocolMax: 1 };

const TOPIC = delimitedField(1, utf8("a.b"));

describe("a protocol error is told and the connection closed, and no subscriber sees anything", () => {
  const fromBroker: FrameKindInit[] = [
    { case: "welcome", value: {} },
    { case: "dropped", value: { count: 1n } },
    { case: "result", value: { ref: 1 } },
    { case: "status", value: { ref: 1 } },
  ];
  test.each(fromBroker)("a client may not send $case", async (kind) => {
    expect(await afterSending(encodeFrame(kind))).toEqual(refused(`a client may not send ${kind.case}`));
  });

  test.each([
    ["without a topic", delimitedField(2, utf8("payload")), "an event has no topic"],
    ["with an empty topic", delimitedField(1, new Uint8Array(0)), "the topic of an event is empty"],
    ["with two topics", joined([TOPIC, TOPIC]), "an event has more than one topic"],
    [
      "with a second topic behind everything",
      joined([TOPIC, delimitedField(2, utf8("x")), TOPIC]),
      "an event has more than one topic",
    ],
    [
      "with a wildcard as a token",
      delimitedField(1, utf8("a.*")),
      "the topic of an event has a token (number 2) that holds “*”; wildcards are for patterns only",
    ],
    [
      "with an empty token",
      delimitedField(1, utf8("a..b")),
      "the topic of an event has a token (number 2) that is empty",
    ],
    [
      "with a topic of 256 bytes",
      delimitedField(1, utf8("a".repeat(256))),
      "the topic of an event is longer than 255 bytes",
    ],
    [
      "with white space in its topic",
      delimitedField(1, utf8("a b")),
      "the topic of an event has a token (number 1) that holds white space (U+0020)",
    ],
    [
      "with a topic that is not UTF-8",
      delimitedField(1, Uint8Array.of(0x61, 0xff)),
      "the topic of an event is not UTF-8",
    ],
    [
      "with a type that is not UTF-8",
      joined([TOPIC, delimitedField(3, Uint8Array.of(0xff))]),
      "field 3 of an event is not UTF-8",
    ],
    ["with a payload that is a varint", joined([TOPIC, Uint8Array.of(16, 1)]), "field 2 of an event has wire type 0"],
    ["with a field that is cut off", joined([TOPIC, Uint8Array.of(18, 5, 1)]), "an event is not well-formed protobuf"],
    ["with a group", joined([TOPIC, Uint8Array.of(75, 76)]), "an event is not well-formed protobuf"],
    [
      "with a tag that runtimes refuse",
      joined([TOPIC, paddedVarint(98, 6), Uint8Array.of(0)]),
      "an event is not well-formed protobuf",
    ],
  ])("an event %s", async (_what, event, detail) => {
    expect(await afterSending(sized(delimitedField(5, event)))).toEqual(refused(detail));
  });

  test.each([
    [
      "two kinds in one",
      joined([delimitedField(5, TOPIC), delimitedField(8, new Uint8Array(0))]),
      "a frame holds more than one field",
    ],
    [
      "two events in one",
      joined([delimitedField(5, TOPIC), delimitedField(5, TOPIC)]),
      "a frame holds more than one field",
    ],
    ["an event as a varint", Uint8Array.of(40, 1), "frame kind 5 has wire type 0"],
    ["a group", Uint8Array.of(43, 44), "a frame is not well-formed protobuf"],
    ["garbage", utf8("GET / HTTP/1.1"), "a frame is not well-formed protobuf"],
    [
      "a Ping whose inside is garbage",
      delimitedField(8, Uint8Array.of(10, 200)),
      "a frame is not well-formed protobuf",
    ],
    [
      "a pattern that is not UTF-8",
      delimitedField(3, delimitedField(2, Uint8Array.of(0xff))),
      "a frame is not well-formed protobuf",
    ],
  ])("a frame that is %s", async (_what, frame, detail) => {
    expect(await afterSending(sized(frame))).toEqual(refused(detail));
  });

  test("a size of more than five bytes", async () => {
    const detail = "a frame's size has more than 5 bytes; is the peer speaking this protocol?";
    expect(await afterSending(new Uint8Array(6).fill(0x80))).toEqual(refused(detail));
  });
});

describe("what came before a fault counts, what comes after it does not", () => {
  test("in one chunk and in single bytes", async () => {
    for (const cut of [(bytes: Uint8Array) => [bytes], singleBytes]) {
      const harness = new BrokerHarness();
      const [publisher, subscriber] = [await harness.open(), await harness.subscriber(">")];
      const bad = sized(delimitedField(5, joined([TOPIC, TOPIC])));
      publisher.sendBytes(...cut(joined([eventFrame("before"), bad, eventFrame("after")])));
      expect(await publisher.goodbye()).toMatchObject({ code: Code.PROTOCOL_ERROR });
      await subscriber.fence();
      expect(subscriber.takeTopics()).toEqual(["before"]);
    }
  });

  test("and answers that wait are still sent before the Goodbye", async () => {
    const peer = await new BrokerHarness().open();
    peer.sendBytes(joined([encodeFrame({ case: "ping", value: { ref: 3 } }), sized(Uint8Array.of(40, 1))]));
    expect((await peer.next("pong")).ref).toBe(3);
    expect(await peer.goodbye()).toMatchObject({ code: Code.PROTOCOL_ERROR });
  });
});

describe("a frame that is announced too large is refused before anything of it comes", () => {
  test.each([1_001, 2 ** 31, 2 ** 32 - 1])("%i bytes, with a limit of 1000", async (bytes) => {
    const harness = new BrokerHarness({ maxFrameBytes: 1_000 });
    const peer = await harness.open();
    peer.sendBytes(varint(bytes));
    expect(await peer.goodbye()).toMatchObject({
      code: Code.FRAME_TOO_LARGE,
      detail: `a frame of ${bytes} bytes was announced; at most 1000 are accepted`,
    });
    expect(harness.observed.at(-1)).toMatchObject({ kind: "closed", reason: { code: "FRAME_TOO_LARGE" } });
  });
});

describe("a frame that is begun has a time to be completed in", () => {
  test("which trickling bytes do not extend", async () => {
    const harness = new BrokerHarness({ frameTimeoutMs: 10_000 });
    const [publisher, subscriber] = [await harness.open(), await harness.subscriber(">")];
    const frame = eventFrame("a", 100);
    for (let second = 0; second < 9; second++) {
      publisher.sendBytes(frame.slice(second, second + 1));
      await settled();
      harness.clock.advance(1_000);
    }
    harness.clock.advance(999);
    await settled();
    expect(publisher.closed).toBe(false);
    harness.clock.advance(1);
    const goodbye = await publisher.goodbye();
    expect(goodbye).toMatchObject({ code: Code.FRAME_TIMEOUT, detail: "a frame was begun and not completed in time" });
    await subscriber.fence();
    expect(subscriber.inbox).toEqual([]);
    expect(harness.clock.pending).toBe(0);
  });

  test("from its own first byte, whatever came before it in the same chunk", async () => {
    const harness = new BrokerHarness({ frameTimeoutMs: 10_000 });
    const peer = await harness.open();
    const ping = encodeFrame({ case: "ping", value: { ref: 1 } });
    peer.sendBytes(ping.slice(0, 1));
    await settled();
    harness.clock.advance(9_000);
    // The rest of the first, and the beginning of a second.
    peer.sendBytes(joined([ping.slice(1), ping.slice(0, 1)]));
    await peer.next("pong");
    harness.clock.advance(9_999);
    await settled();
    expect(peer.closed).toBe(false);
    harness.clock.advance(1);
    expect(await peer.goodbye()).toMatchObject({ code: Code.FRAME_TIMEOUT });
  });

  test("and no longer when it is complete", async () => {
    const harness = new BrokerHarness();
    const peer = await harness.open();
    const ping = encodeFrame({ case: "ping", value: { ref: 1 } });
    peer.sendBytes(ping.slice(0, 1), ping.slice(1));
    await peer.next("pong");
    expect(harness.clock.pending).toBe(0);
    harness.clock.advance(60_000);
    await peer.fence();
    expect(peer.closed).toBe(false);
  });

  test("also directly behind Hello", async () => {
    const harness = new BrokerHarness({ frameTimeoutMs: 10_000 });
    const peer = harness.connect();
    peer.sendBytes(joined([encodeFrame({ case: "hello", value: {} }), Uint8Array.of(0x80)]));
    await peer.next("welcome");
    harness.clock.advance(10_000);
    expect(await peer.goodbye()).toMatchObject({ code: Code.FRAME_TIMEOUT });
  });
});

/** What the offender, a subscriber to everything, the broker and its observer see of a protocol error. */
interface Aftermath {
  readonly told: { readonly code: Code; readonly detail: string; readonly reconnectAfterMs: number };
  readonly closedCount: number;
  readonly seenByOthers: number;
  readonly counts: BrokerCounts;
  readonly observed: BrokerEvent | undefined;
  readonly pendingTimers: number;
}

/** Sends the bytes from a connection that has said Hello and subscribed to everything. */
async function afterSending(bytes: Uint8Array): Promise<Aftermath> {
  const harness = new BrokerHarness();
  const [offender, subscriber] = [await harness.subscriber(">"), await harness.subscriber(">")];
  offender.sendBytes(bytes);
  const { code, detail, reconnectAfterMs } = await offender.goodbye();
  await subscriber.fence();
  return {
    told: { code, detail, reconnectAfterMs },
    closedCount: offender.closedCount,
    seenByOthers: subscriber.inbox.length,
    counts: harness.broker.counts,
    observed: harness.observed.at(-1),
    pendingTimers: harness.clock.pending,
  };
}

function refused(detail: string): Aftermath {
  return {
    told: { code: Code.PROTOCOL_ERROR, detail, reconnectAfterMs: 0 },
    closedCount: 1,
    seenByOthers: 0,
    counts: { connections: 1, patterns: 1, eventsIn: 0, eventsOut: 0, eventsDropped: 0 },
    observed: {
      kind: "closed",
      client: create(HelloSchema, HELLO),
      reason: { code: "PROTOCOL_ERROR", detail },
      dropped: 0,
    },
    pendingTimers: 0,
  };
}
