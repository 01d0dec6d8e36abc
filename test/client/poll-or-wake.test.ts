// The worker's loop, with its time in the test's hand. `settled()` lets everything happen that can happen without time.

import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { pollOrWake } from "../../src/client/poll-or-wake.ts";
import { createFakeBus } from "../../src/testing/index.ts";
import { BrokerHarness } from "../support/broker-harness.ts";
import { busError } from "../support/bus-error.ts";
import { busOn, connectedToScript } from "../support/bus-over-memory.ts";
import { ManualClock } from "../support/manual-clock.ts";
import { EVERY_MS, MUTATION, ENQUEUED, Worker, fakeBuses } from "../support/poll-worker.ts";
import { settled } from "../support/settled.ts";
import { statusEvent, undecodableEvent } from "../support/status-event.ts";

describe("the loop", () => {
  test("looks at once, then when an event comes", async () => {
    const { bus, publish } = await fakeBuses();
    const worker = new Worker(bus);
    expect(await worker.wake()).toBe("start");
    expect(await worker.wake()).toBeUndefined();
    await publish("t1");
    expect(await worker.wake()).toBe("event");
    expect(await worker.wake()).toBeUndefined();
  });

  test("folds what comes while the worker works into one wake", async () => {
    const { bus, publish } = await fakeBuses();
    const worker = new Worker(bus);
    expect(await worker.wake()).toBe("start");
    for (const id of ["t1", "t2", "t3"]) await publish(id);
    expect(await worker.wake()).toBe("event");
    expect(await worker.wake()).toBeUndefined();
  });

  test("looks every so often if nothing comes, counted from wake to wake", async () => {
    const { bus, publish } = await fakeBuses();
    const worker = new Worker(bus);
    expect(await worker.wake()).toBe("start");
    worker.clock.advance(4_000);
    await publish("t1");
    expect(await worker.wake()).toBe("event");
    worker.clock.advance(EVERY_MS - 1);
    expect(await worker.wake()).toBeUndefined();
    worker.clock.advance(1);
    expect(await worker.wake()).toBe("timer");
    worker.clock.advance(EVERY_MS);
    expect(await worker.wake()).toBe("timer");
  });

  test("looks again at once after work that took longer than the interval", async () => {
    const worker = new Worker(null);
    expect(await worker.wake()).toBe("start");
    worker.clock.advance(3 * EVERY_MS);
    expect(await worker.wake()).toBe("timer");
    expect(await worker.wake()).toBeUndefined();
  });

  test("names the most urgent of the reasons that fold into one wake", async () => {
    const script = await connectedToScript();
    const worker = new Worker(script.bus);
    void worker.wake();
    await script.confirmSubscribe();
    expect(await worker.wake()).toBe("start");
    worker.clock.advance(EVERY_MS);
    script.peer.send({ case: "event", value: { topic: "topology.t1.mutation.enqueued" } });
    script.peer.send({ case: "dropped", value: { count: 1n, total: 1n, topicsTruncated: true } });
    script.peer.send({ case: "event", value: { topic: "topology.t1.mutation.enqueued" } });
    await settled();
    expect(await worker.wake()).toBe("gap");
    expect(await worker.wake()).toBeUndefined();
  });
});

describe("a loss wakes at once", () => {
  test.for([
    ["the broker dropped something", { case: "dropped", value: { count: 1n, total: 1n, topicsTruncated: true } }],
    ["an event cannot be decoded", { case: "event", value: undecodableEvent("topology.t1.mutation.enqueued") }],
  ] as const)("%s", async ([, frame]) => {
    const script = await connectedToScript();
    const worker = new Worker(script.bus);
    void worker.wake();
    await script.confirmSubscribe();
    expect(await worker.wake()).toBe("start");
    script.peer.send(frame);
    expect(await worker.wake()).toBe("gap");
  });

  test("but not that of other topics", async () => {
    const script = await connectedToScript();
    const worker = new Worker(script.bus);
    void worker.wake();
    await script.confirmSubscribe();
    expect(await worker.wake()).toBe("start");
    const topics = [{ topic: statusEvent("t1").topic, count: 1n }];
    script.peer.send({ case: "dropped", value: { count: 1n, total: 1n, topics } });
    expect(await worker.wake()).toBeUndefined();
  });
});

describe("with a spacing", () => {
  test("bursts fold into one wake, which comes when its time has come and not before", async () => {
    const { bus, publish } = await fakeBuses();
    const worker = new Worker(bus, { spacingMs: 500 });
    expect(await worker.wake()).toBe("start");
    for (const id of ["a", "b"]) await publish(id);
    worker.clock.advance(499);
    expect(await worker.wake()).toBeUndefined();
    await publish("c");
    worker.clock.advance(1);
    expect(await worker.wake()).toBe("event");
    expect(await worker.wake()).toBeUndefined();
    worker.clock.advance(600);
    await publish("d");
    expect(await worker.wake()).toBe("event");
    await worker.loop.return();
    expect(worker.clock.pending).toBe(0);
  });

  test("it ends at once all the same", async () => {
    const { bus, publish } = await fakeBuses();
    const stop = new AbortController();
    const worker = new Worker(bus, { spacingMs: 500, signal: stop.signal });
    await worker.wake();
    await publish("a");
    expect(await worker.wake()).toBeUndefined();
    stop.abort();
    expect(await worker.wake()).toBe("end");
    expect(worker.clock.pending).toBe(0);
  });

  test("it never sleeps longer than the poll", async () => {
    const worker = new Worker(null, { spacingMs: EVERY_MS * 3 });
    expect(await worker.wake()).toBe("start");
    worker.clock.advance(EVERY_MS);
    expect(await worker.wake()).toBe("timer");
  });
});

describe("the end", () => {
  test("comes when the signal is aborted while the worker works", async () => {
    const abort = new AbortController();
    const worker = new Worker(null, { signal: abort.signal });
    expect(await worker.wake()).toBe("start");
    abort.abort();
    expect(await worker.wake()).toBe("end");
    expect(worker.clock.pending).toBe(0);
  });

  test("comes when the signal is aborted while the loop waits", async () => {
    const abort = new AbortController();
    const worker = new Worker(null, { signal: abort.signal });
    expect(await worker.wake()).toBe("start");
    expect(await worker.wake()).toBeUndefined();
    abort.abort();
    expect(await worker.wake()).toBe("end");
    expect(worker.clock.pending).toBe(0);
  });

  test("comes before the first wake, and before any subscription, if the signal was aborted already", async () => {
    const script = await connectedToScript();
    const worker = new Worker(script.bus, { signal: AbortSignal.abort() });
    expect(await worker.wake()).toBe("end");
    expect(script.peer.inbox).toEqual([]);
  });

  // Regression: return() waited for the wake after it.
  test("comes with return() while the loop waits, for both", async () => {
    const worker = new Worker(null);
    expect(await worker.wake()).toBe("start");
    expect(await worker.wake()).toBeUndefined();
    expect(await worker.loop.return()).toEqual({ done: true, value: undefined });
    expect(await worker.wake()).toBe("end");
    expect(worker.clock.pending).toBe(0);
  });

  test("comes with return() before the first step, and nothing was begun", async () => {
    const script = await connectedToScript();
    const worker = new Worker(script.bus);
    await worker.loop.return();
    expect(await worker.wake()).toBe("end");
    expect(script.peer.inbox).toEqual([]);
  });

  // Regression: the timer of the wake that was taken last went on, and kept the process alive.
  test("by leaving the loop leaves no timer and no subscription behind", async () => {
    const harness = new BrokerHarness();
    await using bus = await busOn(harness).connect();
    const clock = new ManualClock();
    for await (const { reason } of pollOrWake(bus, ENQUEUED, { everyMs: EVERY_MS, clock })) {
      expect([reason, harness.broker.counts.patterns]).toEqual(["start", 1]);
      break;
    }
    expect(clock.pending).toBe(0);
    await bus.flush();
    expect(harness.broker.counts.patterns).toBe(0);
  });

  test("by an error of the worker reaches the worker, and leaves nothing behind either", async () => {
    const harness = new BrokerHarness();
    await using bus = await busOn(harness).connect();
    const clock = new ManualClock();
    const run = async (): Promise<void> => {
      for await (const { reason } of pollOrWake(bus, ENQUEUED, { everyMs: EVERY_MS, clock })) throw new Error(reason);
    };
    await expect(run()).rejects.toThrow("start");
    expect(clock.pending).toBe(0);
    await bus.flush();
    expect(harness.broker.counts.patterns).toBe(0);
  });
});

describe("a mistake of the caller throws at the first step", () => {
  test.for([0, -1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 31])("an interval of %d ms", async (everyMs) => {
    const worker = new Worker(null, { everyMs });
    await expect(worker.loop.next()).rejects.toThrow(busError("INVALID_CONFIG", "everyMs"));
  });

  test("a pattern that is none", async () => {
    const script = await connectedToScript();
    const invalid: string = "topology.a b";
    const loop = pollOrWake(script.bus, invalid, { everyMs: EVERY_MS });
    await expect(loop.next()).rejects.toThrow(busError("INVALID_PATTERN"));
  });
});

describe("whatever the interleaving", () => {
  const step = fc.constantFrom("publish", "publish and let it arrive", "wake", "turn");

  property.prop([fc.array(step, { maxLength: 30 })], { numRuns: 60 })(
    "no event that is published after a wake was taken goes without a later wake, and no time has to pass for it",
    async (steps) => {
      await using bus = createFakeBus();
      await bus.connect();
      const worker = new Worker(bus);
      expect(await worker.wake()).toBe("start");
      let unseen = false;
      const look = async (): Promise<void> => {
        if ((await worker.wake()) !== undefined) unseen = false;
      };
      for (const now of steps) {
        if (now.startsWith("publish")) unseen = bus.publish("topology.t1.mutation.enqueued", MUTATION);
        if (now === "publish and let it arrive") await bus.flush();
        if (now === "turn") await Promise.resolve();
        if (now === "wake") await look();
      }
      await bus.flush();
      await look();
      expect(unseen).toBe(false);
      await worker.loop.return();
    },
  );
});
