import { fromBinary } from "@bufbuild/protobuf";
import { timestampMs } from "@bufbuild/protobuf/wkt";
import { describe, expect, test } from "vitest";
import { SystemBusHealthSchema } from "../../gen/decnet/topics/v1/system_pb.ts";
import { checkHeartbeat, startHeartbeat } from "../../src/daemon/heartbeat.ts";
import { VERSION } from "../../src/version.ts";
import { BrokerHarness, eventOf } from "../support/broker-harness.ts";

describe("the heartbeat", () => {
  test("tells time, age, process, version and counts", async () => {
    const harness = new BrokerHarness();
    const subscriber = await harness.subscriber("system.bus.health");
    subscriber.send(eventOf("nobody.listens"));
    await subscriber.fence();
    startHeartbeat(harness.broker, harness.clock, 2_500);
    harness.clock.advance(2_500);

    const event = await subscriber.next("event");
    expect(event).toMatchObject({ topic: "system.bus.health", source: "decnet-bus", type: "", payloadType: "" });
    expect(event.publishedAt).toBe(BigInt(harness.clock.unixMs()) * 1_000_000n);
    const { ts, ...health } = fromBinary(SystemBusHealthSchema, event.payload);
    expect(timestampMs(ts!)).toBe(harness.clock.unixMs());
    expect(health).toMatchObject({
      uptimeS: 2.5,
      pid: process.pid,
      version: VERSION,
      counts: { connections: 1, patterns: 1, eventsIn: 1n, eventsOut: 0n, eventsDropped: 0n },
    });
  });

  test("comes every so often, fractions of a second included, each with an id of its own", async () => {
    const harness = new BrokerHarness();
    const subscriber = await harness.subscriber("system.bus.health");
    startHeartbeat(harness.broker, harness.clock, 250);
    harness.clock.advance(999);
    await subscriber.fence();
    const events = [await subscriber.next("event"), await subscriber.next("event"), await subscriber.next("event")];
    expect(events.map((event) => fromBinary(SystemBusHealthSchema, event.payload).uptimeS)).toEqual([0.25, 0.5, 0.75]);
    expect(new Set(events.map(({ id }) => Buffer.from(id).toString("hex"))).size).toBe(3);
    expect(subscriber.inbox).toEqual([]);
  });

  test("of 0 seconds never comes: nothing waits for its time", () => {
    const harness = new BrokerHarness();
    startHeartbeat(harness.broker, harness.clock, 0);
    expect(harness.clock.pending).toBe(0);
  });

  test("ends when it is stopped, also between two", () => {
    const harness = new BrokerHarness();
    const stop = startHeartbeat(harness.broker, harness.clock, 100);
    harness.clock.advance(250);
    expect(harness.broker.counts.eventsIn).toBe(2);
    stop();
    harness.clock.advance(1_000);
    expect(harness.broker.counts.eventsIn).toBe(2);
    expect(harness.clock.pending).toBe(0);
  });
});

describe("a heartbeat's seconds", () => {
  test.each([0, 0.001, 10, 2_147_483])("may be %s", (seconds) => {
    expect(() => checkHeartbeat(seconds)).not.toThrow();
  });

  // A timer that is set to any of these fires after a millisecond.
  test.each([-1, Number.NaN, Number.POSITIVE_INFINITY, 2_147_484])("may not be %s", (seconds) => {
    expect(() => checkHeartbeat(seconds)).toThrow(expect.objectContaining({ code: "INVALID_CONFIG" }));
  });
});
