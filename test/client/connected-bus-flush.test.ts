// The fence of a client's bus.

import { describe, expect, test } from "vitest";
import { BrokerHarness } from "../support/broker-harness.ts";
import { busError } from "../support/bus-error.ts";
import { busOn, connectedToScript, ScriptedBroker } from "../support/bus-over-memory.ts";
import { settled } from "../support/settled.ts";

const STATUS = { state: "active", reason: "" };

describe("flush", () => {
  test("is a fence: what was published before has been routed", async () => {
    const harness = new BrokerHarness();
    const [publisher, other] = [busOn(harness), busOn(harness)];
    await Promise.all([publisher.connect(), other.connect()]);
    const peer = await harness.subscriber("topology.>");
    for (let count = 0; count < 5_000; count++) publisher.publish("topology.t1.status", STATUS);
    await publisher.flush();
    expect(harness.broker.counts.eventsIn).toBe(5_000);
    other.publish("topology.t2.status", STATUS);
    await other.flush();
    await peer.fence();
    expect(peer.takeTopics().at(-1)).toBe("topology.t2.status");
    await Promise.all([publisher.close(), other.close()]);
  });

  test("rejects with TIMEOUT if the broker does not answer in time, after 5 s unless said otherwise", async () => {
    const { bus, clock } = await connectedToScript();
    const flushing = [bus.flush({ timeoutMs: 100 }), bus.flush()] as const;
    clock.advance(100);
    await expect(flushing[0]).rejects.toThrow(busError("TIMEOUT"));
    clock.advance(4_899);
    await settled();
    expect(clock.pending).toBe(1);
    clock.advance(1);
    await expect(flushing[1]).rejects.toThrow(busError("TIMEOUT"));
    expect(bus.connected).toBe(true);
  });

  test("waits for the broker to take the events before it sends its Ping", async () => {
    const { bus, peer } = await connectedToScript();
    peer.pause();
    // The first one is in flight; the others wait in the outbox.
    bus.publish("topology.t0.status", STATUS);
    await settled();
    for (let id = 1; id <= 3; id++) bus.publish(`topology.t${id}.status`, STATUS);
    const flushing = bus.flush();
    peer.resume();
    await settled();
    expect(peer.inbox.map(({ kind }) => kind.case)).toEqual(["event", "event", "event", "event", "ping"]);
    peer.takeTopics();
    peer.send({ case: "pong", value: { ref: (await peer.next("ping")).ref } });
    await flushing;
  });

  test.for([0, -1, Number.NaN, Number.POSITIVE_INFINITY])("refuses a time-out of %d ms", async (timeoutMs) => {
    const { bus } = await connectedToScript();
    await expect(bus.flush({ timeoutMs })).rejects.toThrow(busError("INVALID_CONFIG"));
  });

  test("before connect rejects with UNAVAILABLE", async () => {
    await expect(new ScriptedBroker().bus.flush()).rejects.toThrow(busError("UNAVAILABLE"));
  });
});
