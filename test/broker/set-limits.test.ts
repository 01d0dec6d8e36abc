import { describe, expect, test } from "vitest";
import { Code } from "../../gen/decnet/bus/v1/code_pb.ts";
import { DEFAULT_LIMITS, type Limits } from "../../src/wire/limits.ts";
import { BrokerHarness, eventOf } from "../support/broker-harness.ts";

function changed(harness: BrokerHarness, limits: Partial<Limits>): void {
  harness.broker.setLimits({ ...DEFAULT_LIMITS, ...limits });
}

describe("limits that change while connections are open", () => {
  test("are told to those that come from now on, and hold for them", async () => {
    const harness = new BrokerHarness();
    changed(harness, { queueEvents: 7, queueBytes: 2 << 20, maxPatterns: 1, maxFrameBytes: 100_000, maxTopicBytes: 9 });
    expect(harness.broker.limits).toMatchObject({ queueEvents: 7 });
    const peer = harness.connect();
    expect(await peer.hello()).toMatchObject({
      queueEvents: 7,
      queueBytes: 2 << 20,
      maxPatterns: 1,
      maxFrameBytes: 100_000,
      maxTopicBytes: 9,
    });
    expect(await peer.subscribe("a")).toMatchObject({ code: Code.OK });
    peer.send({ case: "subscribe", value: { ref: 9, pattern: "b" } });
    expect(await peer.next("result")).toMatchObject({ code: Code.TOO_MANY_PATTERNS });
    peer.send(eventOf("a", 200_000));
    expect(await peer.goodbye()).toMatchObject({ code: Code.FRAME_TOO_LARGE });
  });

  test("are those that Welcome has told for one that was there before, to its end", async () => {
    const harness = new BrokerHarness();
    const peer = await harness.open();
    changed(harness, { maxPatterns: 1, maxFrameBytes: 70_000, maxTopicBytes: 3 });
    for (const pattern of ["one", "two", "long.pattern"]) {
      expect(await peer.subscribe(pattern)).toMatchObject({ code: Code.OK });
    }
    peer.send(eventOf("long.pattern", 200_000));
    expect(await peer.next("event")).toMatchObject({ topic: "long.pattern" });
  });

  test("are those of the moment when it connected, also for one that has not said Hello yet", async () => {
    const harness = new BrokerHarness({ queueEvents: 11 });
    const peer = harness.connect();
    changed(harness, { queueEvents: 22 });
    expect(await peer.hello()).toMatchObject({ queueEvents: 11 });
  });

  test("close nobody if there are more connections than there may be, and let nobody in", async () => {
    const harness = new BrokerHarness();
    const peers = [await harness.open(), await harness.open()];
    changed(harness, { maxConnections: 1 });
    const third = harness.connect();
    expect(await third.goodbye()).toMatchObject({ code: Code.TOO_MANY_CONNECTIONS });
    for (const peer of peers) await peer.fence();
    changed(harness, { maxConnections: 3 });
    const [peer] = peers;
    await (await harness.open()).fence();
    // It may be asked for by those who came before, too.
    peer!.send({ case: "statusRequest", value: { ref: 1 } });
    expect(await peer!.next("status")).toMatchObject({ maxConnections: 3 });
  });

  test("let publishers have the topics that they were told, until the last of them has gone", async () => {
    const harness = new BrokerHarness();
    const early = await harness.open();
    const topic = "a.topic.of.some.length";
    early.send(eventOf(topic));
    await early.fence();
    changed(harness, { maxTopicBytes: 5 });
    const late = await harness.open();
    early.send(eventOf(topic));
    late.send(eventOf(topic));
    await early.fence();
    await late.fence();
    early.destroy();
    late.send(eventOf(topic));
    expect(await late.goodbye()).toMatchObject({ code: Code.PROTOCOL_ERROR });
  });

  test("that allow longer topics count at once", async () => {
    const harness = new BrokerHarness({ maxTopicBytes: 5 });
    changed(harness, { maxTopicBytes: 50 });
    const peer = await harness.open();
    peer.send(eventOf("a.topic.of.some.length"));
    await peer.fence();
    expect(harness.broker.counts.eventsIn).toBe(1);
  });
});

test("the broker says of each client what it has lost, and nothing of one that has not said Hello", async () => {
  const harness = new BrokerHarness({ queueEvents: 1 });
  const slow = await harness.open({ clientName: "slow" });
  await slow.subscribe(">");
  slow.pause();
  harness.connect();
  const publisher = await harness.open({ clientName: "publisher" });
  publisher.send(...Array.from({ length: 50 }, () => eventOf("flood", 100_000)));
  await publisher.fence();
  const clients = [...harness.broker.clients].map(({ client, dropped }) => [client.clientName, dropped > 0]);
  expect(clients).toEqual([
    ["slow", true],
    ["publisher", false],
  ]);
});
