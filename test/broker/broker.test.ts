// The broker as a whole: how many it serves, what it counts, and how it stops.

import { describe, expect, test } from "vitest";
import { Code } from "../../gen/decnet/bus/v1/code_pb.ts";
import { DEFAULT_LIMITS } from "../../src/wire/limits.ts";
import { BrokerHarness, eventFrame, eventOf } from "../support/broker-harness.ts";
import { settled } from "../support/settled.ts";

describe("a broker", () => {
  test("has the limits that it was given, and the defaults for the rest", () => {
    expect(new BrokerHarness({ maxPatterns: 3 }).broker.limits).toEqual({ ...DEFAULT_LIMITS, maxPatterns: 3 });
  });

  test("knows how long it has been up", () => {
    const { broker, clock } = new BrokerHarness();
    clock.advance(1_234);
    expect(broker.uptimeMs).toBe(1_234);
  });

  test("counts what came, what went and what was lost, also of connections that are gone", async () => {
    const harness = new BrokerHarness({ queueEvents: 1 });
    const [publisher, gone] = [await harness.open(), await harness.subscriber("a")];
    const staying = await harness.subscriber(">");
    gone.pause();
    for (let index = 0; index < 4; index++) {
      publisher.send(eventOf("a"));
      await publisher.fence();
    }
    const counts = { eventsIn: 4, eventsOut: 5, eventsDropped: 2 };
    expect(harness.broker.counts).toEqual({ connections: 3, patterns: 2, ...counts });
    gone.destroy();
    publisher.destroy();
    await settled();
    expect(harness.broker.counts).toEqual({ connections: 1, patterns: 1, ...counts });
    expect(harness.observed).toContainEqual(expect.objectContaining({ kind: "closed", dropped: 2 }));
    expect(staying.takeTopics()).toHaveLength(4);
  });

  test("publishes events of its own to whoever wants them, in order with others", async () => {
    const harness = new BrokerHarness();
    const subscriber = await harness.subscriber("system.>");
    harness.broker.publish(eventFrame("system.bus.health", 7), "system.bus.health");
    harness.broker.publish(eventFrame("other"), "other");
    const { bytes } = await subscriber.nextFrame();
    expect(bytes).toEqual(eventFrame("system.bus.health", 7));
    await subscriber.fence();
    expect(subscriber.inbox).toEqual([]);
    expect(harness.broker.counts).toMatchObject({ eventsIn: 2, eventsOut: 1 });
  });
});

describe("connections beyond the limit", () => {
  test("are refused with the reason, and taken again when one has left", async () => {
    const harness = new BrokerHarness({ maxConnections: 2 });
    const [first, second] = [await harness.open(), harness.connect()];
    const refused = harness.connect();
    expect(await refused.goodbye()).toMatchObject({
      code: Code.TOO_MANY_CONNECTIONS,
      detail: "this bus serves 2 connections at a time; close some, or raise the limit",
    });
    expect(harness.observed.at(-1)).toMatchObject({ kind: "closed", reason: { code: "TOO_MANY_CONNECTIONS" } });
    await second.hello();
    await first.fence();
    expect(harness.broker.counts.connections).toBe(2);
    first.destroy();
    await settled();
    const third = await harness.open();
    await third.fence();
    expect(third.closed).toBe(false);
  });
});

describe("a broker that stops", () => {
  test("says Goodbye to everybody, each to come back at another moment, and resolves when all are gone", async () => {
    const draws = [0, 0.5, 0.999];
    const harness = new BrokerHarness({}, () => draws.shift() ?? 0);
    const peers = [await harness.open(), await harness.open(), harness.connect()];
    let stopped = false;
    const stopping = harness.broker.stop().then(() => (stopped = true));
    expect(stopped).toBe(false);
    const goodbyes = await Promise.all(peers.map((peer) => peer.goodbye()));
    await stopping;
    expect(goodbyes.map(({ reconnectAfterMs }) => reconnectAfterMs)).toEqual([1, 251, 500]);
    for (const goodbye of goodbyes) {
      expect(goodbye).toMatchObject({ code: Code.SHUTDOWN, detail: "the bus is shutting down" });
    }
    expect(harness.broker.counts).toMatchObject({ connections: 0, patterns: 0 });
    expect(harness.clock.pending).toBe(0);
    // Everybody left in order: that is no fault of theirs.
    expect(harness.observed.filter(({ kind }) => kind === "closed")).toHaveLength(3);
    expect(harness.observed.every((event) => event.kind === "opened" || event.reason === undefined)).toBe(true);
  });

  test("sends what is queued before the Goodbye, losses included, and takes nothing more", async () => {
    const harness = new BrokerHarness({ queueEvents: 2 });
    const [publisher, subscriber] = [await harness.open(), await harness.subscriber(">")];
    subscriber.pause();
    for (const topic of ["a.0", "a.1", "a.2", "a.3"]) {
      publisher.send(eventOf(topic));
      await publisher.fence();
    }
    const stopped = harness.broker.stop();
    publisher.send(eventOf("late"));
    await settled();
    subscriber.resume();
    expect((await subscriber.next("event")).topic).toBe("a.0");
    expect((await subscriber.next("dropped")).count).toBe(1n);
    expect((await subscriber.next("event")).topic).toBe("a.2");
    expect((await subscriber.next("event")).topic).toBe("a.3");
    expect((await subscriber.goodbye()).code).toBe(Code.SHUTDOWN);
    await stopped;
    expect(harness.broker.counts.eventsIn).toBe(4);
  });

  test("does not wait longer than the drain time-out for those who do not read", async () => {
    const harness = new BrokerHarness({ drainTimeoutMs: 1_000 });
    const [publisher, subscriber] = [await harness.open(), await harness.subscriber(">")];
    subscriber.pause();
    publisher.send(eventOf("a"));
    await publisher.fence();
    let stopped = false;
    const stopping = harness.broker.stop().then(() => (stopped = true));
    await publisher.goodbye();
    harness.clock.advance(999);
    await settled();
    expect(stopped).toBe(false);
    harness.clock.advance(1);
    await stopping;
    await subscriber.untilClosed();
    expect(subscriber.inbox).toEqual([]);
    expect(harness.clock.pending).toBe(0);
  });

  test("is stopped at once if nobody is connected", async () => {
    const { broker } = new BrokerHarness();
    await expect(broker.stop()).resolves.toBeUndefined();
  });

  test("is stopped once, however often it is told to", async () => {
    const harness = new BrokerHarness();
    const peer = await harness.open();
    const [first, second] = [harness.broker.stop(), harness.broker.stop()];
    expect(second).toBe(first);
    await peer.goodbye();
    await first;
    await harness.broker.stop();
    expect(peer.closedCount).toBe(1);
  });

  test.each(["stopping", "stopped"])("refuses new connections while it is %s, as a shutdown", async (when) => {
    const harness = new BrokerHarness();
    const staying = await harness.open();
    staying.pause();
    const stopped = harness.broker.stop();
    if (when === "stopped") {
      staying.resume();
      await stopped;
    }
    const late = harness.connect();
    const goodbye = await late.goodbye();
    expect(goodbye.code).toBe(Code.SHUTDOWN);
    expect(goodbye.reconnectAfterMs).toBeGreaterThanOrEqual(1);
    expect(goodbye.reconnectAfterMs).toBeLessThanOrEqual(500);
    staying.resume();
    await stopped;
    expect(harness.broker.counts.connections).toBe(0);
  });
});
