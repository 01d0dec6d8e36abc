// Who gets what: patterns, one copy, echo, order, and the very bytes.

import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { Code } from "../../gen/decnet/bus/v1/code_pb.ts";
import { matches } from "../../src/topic/match.ts";
import { encodeFrame } from "../../src/wire/frame-codec.ts";
import { commonPattern, commonTopic, event } from "../support/arbitraries.ts";
import { BrokerHarness, eventFrame, eventOf } from "../support/broker-harness.ts";
import { delimitedField, joined, paddedVarint, singleBytes, sized, utf8, varint } from "../support/bytes.ts";

describe("a subscription", () => {
  test("is answered, and from then on gets what matches, whoever publishes", async () => {
    const harness = new BrokerHarness();
    const [publisher, subscriber] = [await harness.open(), await harness.open()];
    publisher.send(eventOf("a.early"));
    await publisher.fence();
    expect(await subscriber.subscribe("a.>")).toMatchObject({ code: Code.OK, detail: "" });
    publisher.send(eventOf("a.b"), eventOf("x.y"), eventOf("a.b.c"));
    harness.broker.publish(eventFrame("a.broker"), "a.broker");
    await publisher.fence();
    await subscriber.fence();
    expect(subscriber.takeTopics()).toEqual(["a.broker", "a.b", "a.b.c"]);
  });

  test("is answered with the ref that it was asked with", async () => {
    const peer = await new BrokerHarness().open();
    for (const ref of [0, 7, 4_294_967_295]) {
      peer.send({ case: "subscribe", value: { ref, pattern: "a" } });
      expect((await peer.next("result")).ref).toBe(ref);
    }
  });

  test("that is there already changes nothing, and one removal removes it", async () => {
    const harness = new BrokerHarness();
    const peer = await harness.open();
    await peer.subscribe("a");
    expect((await peer.subscribe("a")).code).toBe(Code.OK);
    expect(harness.broker.counts.patterns).toBe(1);
    await peer.unsubscribe("a");
    expect(harness.broker.counts.patterns).toBe(0);
  });

  test("that was removed gets nothing that is published after the answer", async () => {
    const harness = new BrokerHarness();
    const [publisher, subscriber] = [await harness.open(), await harness.subscriber("a")];
    publisher.send(eventOf("a"));
    await publisher.fence();
    expect((await subscriber.nextFrame()).kind.case).toBe("event");
    expect((await subscriber.unsubscribe("a")).code).toBe(Code.OK);
    publisher.send(eventOf("a"));
    await publisher.fence();
    await subscriber.fence();
    expect(subscriber.inbox).toEqual([]);
  });

  test("that is not there can be removed", async () => {
    const peer = await new BrokerHarness().open();
    expect(await peer.unsubscribe("never.there")).toMatchObject({ code: Code.OK, detail: "" });
  });

  test("changes what is routed at once, for topics that were routed before too", async () => {
    const harness = new BrokerHarness();
    const [publisher, early, late] = [await harness.open(), await harness.subscriber("a"), await harness.open()];
    const received = async (): Promise<string[][]> => {
      publisher.send(eventOf("a"));
      await publisher.fence();
      await Promise.all([early.fence(), late.fence()]);
      return [early.takeTopics(), late.takeTopics()];
    };
    expect(await received()).toEqual([["a"], []]);
    await late.subscribe("*");
    expect(await received()).toEqual([["a"], ["a"]]);
    await early.unsubscribe("a");
    expect(await received()).toEqual([[], ["a"]]);
    late.destroy();
    await late.untilClosed();
    await early.subscribe(">");
    publisher.send(eventOf("a"));
    await publisher.fence();
    await early.fence();
    expect(early.takeTopics()).toEqual(["a"]);
  });

  test.each(["", "a..b", "a*.b", ">.a", "a b", "a".repeat(256)])(
    "with an invalid pattern is refused, and the connection stays open: %s",
    async (pattern) => {
      const harness = new BrokerHarness();
      const peer = await harness.open();
      const results = [await peer.subscribe(pattern), await peer.unsubscribe(pattern)];
      for (const { code, detail } of results) {
        expect(code).toBe(Code.INVALID_PATTERN);
        expect(detail).toMatch(/^the pattern (is|has) /);
      }
      expect(harness.broker.counts.patterns).toBe(0);
      await peer.fence();
      expect(peer.closed).toBe(false);
    },
  );

  test("too many is refused, and the connection stays open", async () => {
    const harness = new BrokerHarness({ maxPatterns: 2 });
    const peer = await harness.open();
    await peer.subscribe("a");
    await peer.subscribe("b");
    expect(await peer.subscribe("c")).toMatchObject({
      code: Code.TOO_MANY_PATTERNS,
      detail: "a connection may have 2 patterns; use wildcards, or raise the limit",
    });
    // One that is there is not one more.
    expect((await peer.subscribe("a")).code).toBe(Code.OK);
    expect(harness.broker.counts.patterns).toBe(2);
    await peer.unsubscribe("a");
    expect((await peer.subscribe("c")).code).toBe(Code.OK);
  });
});

describe("an event is delivered", () => {
  test("once to a connection, however many of its patterns match", async () => {
    const harness = new BrokerHarness();
    const [publisher, subscriber] = [await harness.open(), await harness.open()];
    for (const pattern of ["a.b", "a.*", "*.b", "a.>", ">"]) await subscriber.subscribe(pattern);
    publisher.send(eventOf("a.b"));
    await publisher.fence();
    await subscriber.fence();
    expect(subscriber.takeTopics()).toEqual(["a.b"]);
  });

  test("to its publisher too, unless that said no_echo", async () => {
    const harness = new BrokerHarness();
    const [echoing, silent] = [await harness.open({ noEcho: false }), await harness.open({ noEcho: true })];
    await Promise.all([echoing.subscribe("a.>"), silent.subscribe("a.>")]);
    echoing.send(eventOf("a.echoing"));
    await echoing.fence();
    silent.send(eventOf("a.silent"));
    await silent.fence();
    await echoing.fence();
    expect(echoing.takeTopics()).toEqual(["a.echoing", "a.silent"]);
    expect(silent.takeTopics()).toEqual(["a.echoing"]);
  });

  test("to every connection that wants it, and to nobody else", async () => {
    const harness = new BrokerHarness();
    const publisher = await harness.open();
    const patterns = ["a", "*", ">", "b", "a.*", "a"];
    const subscribers = await Promise.all(patterns.map((pattern) => harness.subscriber(pattern)));
    publisher.send(eventOf("a"));
    await publisher.fence();
    await Promise.all(subscribers.map((subscriber) => subscriber.fence()));
    expect(subscribers.map((subscriber) => subscriber.takeTopics().length)).toEqual([1, 1, 1, 0, 0, 1]);
  });

  test("to nobody, if nobody wants it: that is no error", async () => {
    const harness = new BrokerHarness();
    const publisher = await harness.open();
    publisher.send(eventOf("a.b"));
    await publisher.fence();
    expect(publisher.inbox).toEqual([]);
    expect(harness.broker.counts).toMatchObject({ eventsIn: 1, eventsOut: 0 });
  });

  property.prop([event, fc.uint8Array({ maxLength: 20 })])(
    "byte for byte as it was published, with what this version does not know",
    async ({ topic, bytes }, unknown) => {
      const harness = new BrokerHarness();
      const [publisher, subscriber] = [await harness.open(), await harness.subscriber(">")];
      const frame = sized(delimitedField(5, joined([bytes, delimitedField(12, unknown)])));
      publisher.sendBytes(frame);
      const received = await subscriber.nextFrame();
      expect(received.bytes).toEqual(frame);
      expect(received.kind).toMatchObject({ case: "event", value: { topic } });
    },
  );

  test("byte for byte also if it was written in an odd, but legal, way", async () => {
    const harness = new BrokerHarness();
    const [publisher, subscriber] = [await harness.open(), await harness.subscriber("a.b")];
    const body = joined([
      delimitedField(2, utf8("payload first")),
      paddedVarint(10, 3),
      paddedVarint(3, 5),
      utf8("a.b"),
    ]);
    const frame = joined([paddedVarint(5 * 8 + 2, 4), varint(body.length), body]);
    const bytes = joined([paddedVarint(frame.length, 5), frame]);
    publisher.sendBytes(bytes);
    expect((await subscriber.nextFrame()).bytes).toEqual(bytes);
  });

  test("from frames that are cut into single bytes, with others that come whole", async () => {
    const harness = new BrokerHarness();
    const [slow, fast, subscriber] = [await harness.open(), await harness.open(), await harness.subscriber(">")];
    const bytes = joined([eventFrame("slow.1"), eventFrame("slow.2", 300)]);
    for (const byte of singleBytes(bytes)) slow.sendBytes(byte);
    fast.send(eventOf("fast"));
    await Promise.all([slow.fence(), fast.fence()]);
    await subscriber.fence();
    expect(subscriber.takeTopics().toSorted()).toEqual(["fast", "slow.1", "slow.2"]);
  });

  test("also if it is as large as a frame may be", async () => {
    const harness = new BrokerHarness({ maxFrameBytes: 5_000 });
    const [publisher, subscriber] = [await harness.open(), await harness.subscriber("a")];
    const overhead = eventFrame("a", 4_000).length - 4_000;
    // Less the two bytes of the size prefix, which do not count.
    const largest = eventFrame("a", 5_000 - overhead + 2);
    expect(largest.length - 2).toBe(5_000);
    publisher.sendBytes(largest);
    expect((await subscriber.nextFrame()).bytes).toEqual(largest);
    publisher.sendBytes(eventFrame("a", 5_000 - overhead + 3));
    expect(await publisher.goodbye()).toMatchObject({ code: Code.FRAME_TOO_LARGE });
  });

  property.prop([
    fc.array(fc.tuple(fc.nat({ max: 2 }), fc.constantFrom("subscribe", "unsubscribe"), commonPattern), {
      maxLength: 12,
    }),
    fc.array(fc.tuple(fc.nat({ max: 1 }), commonTopic), { maxLength: 20 }),
  ])("to whom the law says, in the order of each publisher", async (changes, events) => {
    const harness = new BrokerHarness();
    const subscribers = await Promise.all([0, 1, 2].map(() => harness.open()));
    const publishers = await Promise.all([0, 1].map(() => harness.open()));
    const wanted = subscribers.map(() => new Set<string>());
    for (const [index, change, pattern] of changes) {
      await subscribers[index]![change](pattern);
      if (change === "subscribe") wanted[index]!.add(pattern);
      else wanted[index]!.delete(pattern);
    }
    for (const [by, topic] of events) publishers[by]!.send({ case: "event", value: { topic, source: String(by) } });
    await Promise.all(publishers.map((publisher) => publisher.fence()));
    await Promise.all(subscribers.map((subscriber) => subscriber.fence()));
    for (const [index, { inbox }] of subscribers.entries()) {
      const expected = events.filter(([, topic]) => [...wanted[index]!].some((pattern) => matches(pattern, topic)));
      expect(inbox).toHaveLength(expected.length);
      for (const source of ["0", "1"]) {
        const received = inbox.flatMap(({ kind }) =>
          kind.case === "event" && kind.value.source === source ? [kind.value.topic] : [],
        );
        expect(received).toEqual(expected.filter(([by]) => String(by) === source).map(([, topic]) => topic));
      }
    }
  });
});

describe("a Ping", () => {
  test("is answered with its ref, behind the answers to what came before it", async () => {
    const peer = await new BrokerHarness().open();
    const frames = [
      encodeFrame({ case: "subscribe", value: { ref: 1, pattern: "a" } }),
      encodeFrame({ case: "ping", value: { ref: 2 } }),
      encodeFrame({ case: "unsubscribe", value: { ref: 3, pattern: "a" } }),
      encodeFrame({ case: "ping", value: {} }),
    ];
    peer.sendBytes(joined(frames));
    expect((await peer.next("result")).ref).toBe(1);
    expect((await peer.next("pong")).ref).toBe(2);
    expect((await peer.next("result")).ref).toBe(3);
    expect((await peer.next("pong")).ref).toBe(0);
  });

  test("is a fence: when its Pong is back, what came before it has been routed", async () => {
    const harness = new BrokerHarness();
    const publisher = await harness.open();
    for (let index = 0; index < 100; index++) publisher.send(eventOf("a"));
    await publisher.fence();
    expect(harness.broker.counts.eventsIn).toBe(100);
  });

  test("that nobody asked for, answered, is ignored; so are frames of unknown kinds and empty ones", async () => {
    const peer = await new BrokerHarness().open();
    peer.send({ case: "pong", value: { ref: 99 } });
    peer.sendBytes(sized(new Uint8Array(0)), sized(delimitedField(13, utf8("new"))), sized(Uint8Array.of(200, 1, 7)));
    await peer.fence();
    expect(peer.inbox).toEqual([]);
    expect(peer.closed).toBe(false);
  });
});
