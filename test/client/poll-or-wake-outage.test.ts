// The worker's loop where the bus is not: away, gone for good, never there, or hung. Without it, it is the poll.

import { describe, expect, test } from "vitest";
import { Code } from "../../gen/decnet/bus/v1/code_pb.ts";
import { createNullBus } from "../../src/client/null-bus.ts";
import { BrokerHarness } from "../support/broker-harness.ts";
import { busOn, connectedToScript, ScriptedBroker } from "../support/bus-over-memory.ts";
import { Host } from "../support/host.ts";
import { EVERY_MS, MUTATION, Worker } from "../support/poll-worker.ts";
import { settled } from "../support/settled.ts";

describe("a bus that goes and comes back", () => {
  test("wakes the worker when it is back, which is when nothing falls between any more", async () => {
    const host = new Host().up();
    await using bus = await host.bus().connect();
    const worker = new Worker(bus);
    expect(await worker.wake()).toBe("start");
    host.kill();
    await settled();
    expect(await worker.wake()).toBeUndefined();
    worker.clock.advance(EVERY_MS);
    expect(await worker.wake()).toBe("timer");
    expect(await worker.wake()).toBeUndefined();
    host.up("second");
    await host.pass(50);
    expect(await worker.wake()).toBe("reconnect");
    bus.publish("topology.t1.mutation.enqueued", MUTATION);
    await bus.flush();
    expect(await worker.wake()).toBe("event");
    await worker.loop.return();
  });

  test("that was not there at first is told apart from one that says nothing", async () => {
    const host = new Host();
    await using bus = await host.bus({ waitForBus: true }).connect();
    const worker = new Worker(bus);
    expect(await worker.wake()).toBe("start");
    expect(await worker.wake()).toBeUndefined();
    host.up();
    await host.pass(200);
    expect(await worker.wake()).toBe("gap");
    await worker.loop.return();
  });
});

describe("without a bus it is the poll", () => {
  const buses = {
    null: () => null,
    "one that does nothing": () => createNullBus(),
    "one that is not connected": () => new ScriptedBroker().bus,
  };

  test.for(Object.entries(buses))("%s", async ([, make]) => {
    const worker = new Worker(make());
    expect(await worker.wake()).toBe("start");
    expect(await worker.wake()).toBeUndefined();
    worker.clock.advance(EVERY_MS);
    expect(await worker.wake()).toBe("timer");
    await worker.loop.return();
    expect(worker.clock.pending).toBe(0);
  });

  test("one that refuses the pattern", async () => {
    const harness = new BrokerHarness({ maxPatterns: 0 });
    await using bus = await busOn(harness).connect();
    const worker = new Worker(bus);
    expect(await worker.wake()).toBe("start");
    worker.clock.advance(EVERY_MS);
    expect(await worker.wake()).toBe("timer");
  });

  test("one that dies", async () => {
    const script = await connectedToScript();
    const worker = new Worker(script.bus);
    void worker.wake();
    await script.confirmSubscribe();
    expect(await worker.wake()).toBe("start");
    script.peer.send({ case: "goodbye", value: { code: Code.SHUTDOWN, detail: "bye" } });
    expect(await worker.wake()).toBeUndefined();
    worker.clock.advance(EVERY_MS);
    expect(await worker.wake()).toBe("timer");
  });
});

describe("a bus that hangs", () => {
  // Regression: the first look waited for the broker's answer, which never came.
  test("holds up the first look for a second; when it answers after all, there is one more", async () => {
    const script = await connectedToScript();
    const worker = new Worker(script.bus);
    expect(await worker.wake()).toBeUndefined();
    worker.clock.advance(1_000);
    expect(await worker.wake()).toBe("start");
    expect(await worker.wake()).toBeUndefined();
    await script.confirmSubscribe();
    expect(await worker.wake()).toBe("gap");
    expect(await worker.wake()).toBeUndefined();
  });

  test("holds up no shorter interval", async () => {
    const script = await connectedToScript();
    const worker = new Worker(script.bus, { everyMs: 50 });
    expect(await worker.wake()).toBeUndefined();
    worker.clock.advance(50);
    expect(await worker.wake()).toBe("start");
  });

  test("does not hold up the end of the loop, before the first wake or after it", async () => {
    const script = await connectedToScript();
    const abort = new AbortController();
    const first = new Worker(script.bus, { signal: abort.signal });
    expect(await first.wake()).toBeUndefined();
    abort.abort();
    expect(await first.wake()).toBe("end");
    const second = new Worker(script.bus);
    void second.wake();
    second.clock.advance(1_000);
    expect(await second.wake()).toBe("start");
    expect(await second.loop.return()).toEqual({ done: true, value: undefined });
  });
});
