// Who does not read fast enough loses the oldest, is told so exactly, and holds up nobody else.

import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { Code } from "../../gen/decnet/bus/v1/code_pb.ts";
import { encodeFrame } from "../../src/wire/frame-codec.ts";
import { MAX_UNANSWERED_BYTES } from "../../src/wire/limits.ts";
import { BrokerHarness, eventFrame, eventOf } from "../support/broker-harness.ts";
import { joined } from "../support/bytes.ts";
import type { RawPeer } from "../support/raw-peer.ts";
import { settled } from "../support/settled.ts";

describe("a full queue", () => {
  test("loses the oldest, and a Dropped stands exactly where the gap is", async () => {
    const { harness, publisher, subscriber } = await blocked({ queueEvents: 3 });
    await publish(publisher, ["a.1", "a.2", "a.3", "a.4", "a.5"]);
    subscriber.resume();
    await subscriber.fence();
    expect(story(subscriber)).toEqual(["first", "dropped 2 of 2: a.1*1 a.2*1", "a.3", "a.4", "a.5"]);
    expect(harness.broker.counts).toMatchObject({ eventsIn: 6, eventsOut: 4, eventsDropped: 2 });
  });

  test("of exactly its size loses nothing", async () => {
    const { harness, publisher, subscriber } = await blocked({ queueEvents: 3 });
    await publish(publisher, ["a.1", "a.2", "a.3"]);
    subscriber.resume();
    await subscriber.fence();
    expect(story(subscriber)).toEqual(["first", "a.1", "a.2", "a.3"]);
    expect(harness.broker.counts.eventsDropped).toBe(0);
  });

  test("counts bytes too, frames as they are in the stream", async () => {
    const frame = eventFrame("a.1", 100);
    const { publisher, subscriber } = await blocked({ queueBytes: 3 * frame.length });
    for (const name of ["a.1", "a.2", "a.3"]) publisher.send(eventOf(name, 100));
    await publisher.fence();
    publisher.send(eventOf("a.4", 101));
    await publisher.fence();
    subscriber.resume();
    await subscriber.fence();
    expect(story(subscriber)).toEqual(["first", "dropped 2 of 2: a.1*1 a.2*1", "a.3", "a.4"]);
  });

  test("tells each loss once, with the total since Hello, and how many of which topic", async () => {
    const { publisher, subscriber } = await blocked({ queueEvents: 1 });
    await publish(publisher, ["a.1", "a.1", "a.2", "a.3"]);
    subscriber.resume();
    await subscriber.fence();
    subscriber.pause();
    await publish(publisher, ["b.0", "b.1", "b.2"]);
    subscriber.resume();
    await subscriber.fence();
    expect(story(subscriber)).toEqual([
      "first",
      "dropped 3 of 3: a.1*2 a.2*1",
      "a.3",
      "b.0",
      "dropped 1 of 4: b.1*1",
      "b.2",
    ]);
  });

  test("names sixteen topics at most, and says that there were more", async () => {
    for (const [topics, truncated] of [
      [16, false],
      [17, true],
    ] as const) {
      const { publisher, subscriber } = await blocked({ queueEvents: 1 });
      await publish(
        publisher,
        Array.from({ length: topics + 1 }, (_, index) => `a.${index}`),
      );
      subscriber.resume();
      await subscriber.next("event");
      const { count, total, topics: named, topicsTruncated } = await subscriber.next("dropped");
      expect([count, total]).toEqual([BigInt(topics), BigInt(topics)]);
      expect(named.map(({ topic }) => topic)).toEqual(Array.from({ length: 16 }, (_, index) => `a.${index}`));
      expect(topicsTruncated).toBe(truncated);
    }
  });

  test("does not hold back answers, nor are they lost with it", async () => {
    const { publisher, subscriber } = await blocked({ queueEvents: 1 });
    subscriber.send({ case: "subscribe", value: { ref: 5, pattern: "b" } });
    await publish(publisher, ["a.1", "a.2"]);
    subscriber.send({ case: "ping", value: { ref: 6 } });
    await settled();
    subscriber.resume();
    await subscriber.next("event");
    expect((await subscriber.next("result")).ref).toBe(5);
    expect((await subscriber.next("pong")).ref).toBe(6);
    await subscriber.next("dropped");
    await subscriber.next("event");
  });

  test("stalls neither the publisher nor another subscriber", async () => {
    const { harness, publisher, subscriber } = await blocked({ queueEvents: 2 });
    const other = await harness.subscriber(">");
    for (let index = 0; index < 50; index++) {
      publisher.send(eventOf(`a.${index}`, 1_000));
      // The fences come back, whoever does not read.
      await publisher.fence();
    }
    await other.fence();
    expect(other.takeTopics()).toEqual(Array.from({ length: 50 }, (_, index) => `a.${index}`));
    expect(subscriber.inbox).toEqual([]);
    expect(harness.broker.counts.eventsDropped).toBe(48);
  });

  property.prop([
    fc.array(fc.oneof({ arbitrary: fc.constant("publish"), weight: 6 }, fc.constantFrom("pause", "resume", "settle")), {
      maxLength: 80,
    }),
    fc.integer({ min: 1, max: 4 }),
  ])("loses nothing silently: received and dropped are what was published, gap by gap", async (steps, queueEvents) => {
    const harness = new BrokerHarness({ queueEvents });
    const [publisher, subscriber] = [await harness.open(), await harness.subscriber(">")];
    let published = 0;
    for (const step of steps) {
      if (step === "publish") publisher.send(eventOf(`e.${published++}`));
      else if (step === "pause") subscriber.pause();
      else if (step === "resume") subscriber.resume();
      else await publisher.fence();
    }
    subscriber.resume();
    await publisher.fence();
    await subscriber.fence();
    let next = 0;
    for (const { kind } of subscriber.inbox) {
      if (kind.case === "dropped") next += Number(kind.value.count);
      else if (kind.case === "event") expect(kind.value.topic).toBe(`e.${next++}`);
    }
    expect(next).toBe(published);
    const { eventsOut, eventsDropped } = harness.broker.counts;
    expect(eventsOut + eventsDropped).toBe(published);
  });
});

describe("a peer that asks without reading", () => {
  test("is closed when too many answers wait, and gets those that it may have", async () => {
    const harness = new BrokerHarness({ maxUnanswered: 3 });
    const peer = await harness.open();
    peer.pause();
    peer.send({ case: "ping", value: { ref: 1 } });
    await settled();
    // The first is on its way already; three may wait.
    const pings = [2, 3, 4].map((ref) => encodeFrame({ case: "ping", value: { ref } }));
    peer.sendBytes(joined(pings));
    await settled();
    expect(harness.observed.at(-1)).toMatchObject({ kind: "opened" });
    peer.send({ case: "ping", value: { ref: 5 } });
    await settled();
    peer.resume();
    for (const ref of [1, 2, 3, 4]) expect((await peer.next("pong")).ref).toBe(ref);
    expect(await peer.goodbye()).toMatchObject({
      code: Code.TOO_MANY_UNANSWERED,
      detail: "answers wait for a peer that does not read them",
    });
    expect(harness.observed.at(-1)).toMatchObject({ kind: "closed", reason: { code: "TOO_MANY_UNANSWERED" } });
  });

  test("is closed when too many bytes of answers wait", async () => {
    const harness = new BrokerHarness({ maxUnanswered: Number.POSITIVE_INFINITY });
    const peer = await harness.open();
    for (let index = 0; index < 100; index++) await peer.subscribe(`${"p".repeat(240)}.${index}`);
    peer.pause();
    let asked = 0;
    // A session that leaves waits for its end; one that is open and idle waits for nothing.
    while (harness.clock.pending === 0 && asked < 1_000) {
      peer.send({ case: "statusRequest", value: { ref: ++asked } });
      await settled();
    }
    peer.resume();
    await peer.untilClosed();
    const [inFlight, ...waiting] = peer.inbox
      .filter(({ kind }) => kind.case === "status")
      .map(({ bytes }) => bytes.length);
    const waitingBytes = waiting.reduce((sum, bytes) => sum + bytes, 0);
    expect(waitingBytes).toBeLessThanOrEqual(MAX_UNANSWERED_BYTES);
    expect(waitingBytes + inFlight!).toBeGreaterThan(MAX_UNANSWERED_BYTES);
    expect(waiting).toHaveLength(asked - 2);
    expect(peer.inbox.at(-1)?.kind).toMatchObject({ case: "goodbye", value: { code: Code.TOO_MANY_UNANSWERED } });
  });
});

/** A subscriber to everything that does not read, with its first event in flight, and a publisher. */
async function blocked(
  limits: ConstructorParameters<typeof BrokerHarness>[0],
): Promise<{ harness: BrokerHarness; publisher: RawPeer; subscriber: RawPeer }> {
  const harness = new BrokerHarness(limits);
  const [publisher, subscriber] = [await harness.open(), await harness.subscriber(">")];
  subscriber.pause();
  await publish(publisher, ["first"]);
  return { harness, publisher, subscriber };
}

/** Each in a chunk of its own, and routed when this resolves. */
async function publish(publisher: RawPeer, topics: readonly string[]): Promise<void> {
  for (const topic of topics) {
    publisher.send(eventOf(topic));
    await publisher.fence();
  }
}

/** What a subscriber saw, in words: topics, and "dropped 2 of 5: a*2". */
function story(subscriber: RawPeer): string[] {
  return subscriber.inbox.splice(0).map(({ kind }) => {
    if (kind.case === "event") return kind.value.topic;
    if (kind.case !== "dropped") return String(kind.case);
    const { count, total, topics } = kind.value;
    return `dropped ${count} of ${total}: ${topics.map((each) => `${each.topic}*${each.count}`).join(" ")}`;
  });
}
