import { toBinary } from "@bufbuild/protobuf";
import { describe, expect, test } from "vitest";
import { type Status, StatusSchema } from "../../gen/decnet/bus/v1/frame_pb.ts";
import { BrokerHarness, eventFrame, eventOf } from "../support/broker-harness.ts";
import type { RawPeer } from "../support/raw-peer.ts";

describe("a Status", () => {
  test("of a broker that has just started tells of the one who asks", async () => {
    const harness = new BrokerHarness();
    const peer = await harness.open({ clientName: "bus status", clientLibrary: "decnet-bus/0.1.0", pid: 42 });
    harness.clock.advance(1_500);
    const status = await statusFor(peer, 7);
    expect(status).toMatchObject({ ref: 7, busiestTopics: [], uptimeS: 1.5, connectionsOmitted: 0 });
    expect(status.totals).toMatchObject({
      connections: 1,
      patterns: 0,
      eventsIn: 0n,
      eventsOut: 0n,
      eventsDropped: 0n,
    });
    expect(status.connections).toHaveLength(1);
    expect(status.connections[0]).toMatchObject({
      clientName: "bus status",
      clientLibrary: "decnet-bus/0.1.0",
      pid: 42,
      patterns: [],
      queuedEvents: 0,
      queuedBytes: 0,
    });
  });

  test("tells the rates of each connection, their sum, and over how long", async () => {
    const harness = new BrokerHarness();
    const subscriber = await harness.open({ clientName: "subscriber" });
    await subscriber.subscribe(">");
    const publisher = await harness.open({ clientName: "publisher" });
    for (let second = 0; second < 3; second++) {
      for (let index = 0; index < 20; index++) publisher.send(eventOf("a"));
      await publisher.fence();
      harness.clock.advance(1_000);
      // Counts are put down when somebody is read from.
      await publisher.fence();
    }
    const status = await statusFor(publisher);
    const perSecond = 20;
    expect(status.rateWindowS).toBe(1);
    expect(status.connections).toMatchObject([
      { eventsInPerS: 0, eventsOutPerS: perSecond, eventsDroppedPerS: 0 },
      { eventsInPerS: perSecond, eventsOutPerS: 0, eventsDroppedPerS: 0 },
    ]);
    expect(status.totals).toMatchObject({ eventsInPerS: perSecond, eventsOutPerS: perSecond, eventsDroppedPerS: 0 });
  });

  test("lists connections in the order in which they came, with what they did; one without Hello is only counted", async () => {
    const harness = new BrokerHarness({ queueEvents: 2 });
    const subscriber = await harness.open({ clientName: "slow" });
    for (const pattern of ["b.>", "a.*", "b.>"]) await subscriber.subscribe(pattern);
    harness.connect();
    const publisher = await harness.open({ clientName: "busy" });
    subscriber.pause();
    for (let index = 0; index < 4; index++) {
      publisher.send(eventOf("a.b"));
      await publisher.fence();
    }
    publisher.send(eventOf("nobody"));
    const status = await statusFor(publisher);
    expect(status.totals).toMatchObject({
      connections: 3,
      patterns: 2,
      eventsIn: 5n,
      eventsOut: 1n,
      eventsDropped: 1n,
    });
    expect(status.connections).toMatchObject([
      {
        clientName: "slow",
        patterns: ["a.*", "b.>"],
        queuedEvents: 2,
        queuedBytes: 2 * eventFrame("a.b").length,
        eventsIn: 0n,
        eventsOut: 1n,
        eventsDropped: 1n,
      },
      { clientName: "busy", patterns: [], queuedEvents: 0, queuedBytes: 0, eventsIn: 5n, eventsOut: 0n },
    ]);
    expect(status.busiestTopics).toMatchObject([
      { topic: "a.b", eventsIn: 4n },
      { topic: "nobody", eventsIn: 1n },
    ]);
  });

  test("names the sixteen busiest topics", async () => {
    const harness = new BrokerHarness();
    const publisher = await harness.open();
    for (let topic = 1; topic <= 20; topic++) {
      for (let count = 0; count < topic; count++) publisher.send(eventOf(`t.${topic}`));
    }
    const { busiestTopics } = await statusFor(publisher);
    const expected = Array.from({ length: 16 }, (_, index) => ({
      topic: `t.${20 - index}`,
      eventsIn: BigInt(20 - index),
    }));
    expect(busiestTopics).toMatchObject(expected);
    expect(busiestTopics).toHaveLength(16);
  });

  test("is one frame, however many connections with however many patterns there are", async () => {
    const maxFrameBytes = 64 << 10;
    const harness = new BrokerHarness({ maxFrameBytes });
    const connections = 12;
    const patterns = 40;
    let last: RawPeer | undefined;
    for (let connection = 0; connection < connections; connection++) {
      last = await harness.open({ clientName: `worker ${connection}` });
      for (let index = 0; index < patterns; index++) await last.subscribe(`${"p".repeat(245)}.${index}`);
    }
    const status = await statusFor(last!);
    expect(toBinary(StatusSchema, status).length).toBeLessThanOrEqual(maxFrameBytes);
    expect(status.connections.length).toBeGreaterThan(2);
    expect(status.connections.length + status.connectionsOmitted).toBe(connections);
    // The oldest are listed, none with a part of its patterns.
    expect(status.connections.map(({ clientName }) => clientName)).toEqual(
      status.connections.map((_, index) => `worker ${index}`),
    );
    expect(status.connections.every((connection) => connection.patterns.length === patterns)).toBe(true);
    expect(status.totals).toMatchObject({ connections, patterns: connections * patterns });
  });
});

async function statusFor(peer: RawPeer, ref = 1): Promise<Status> {
  peer.send({ case: "statusRequest", value: { ref } });
  return peer.next("status");
}
