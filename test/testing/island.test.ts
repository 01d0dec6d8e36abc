// What a test can do to the broker of a fake bus: the things that happen to daemons.

import { describe, expect, test, vi } from "vitest";
import { pollOrWake, type Wake } from "../../src/client/poll-or-wake.ts";
import { createFakeBus, ManualClock } from "../../src/testing/index.ts";
import { busError } from "../support/bus-error.ts";
import { settled } from "../support/settled.ts";
import { take } from "../support/take.ts";

const ACTIVE = { state: "active", reason: "" };

describe("a broker that is stalled", () => {
  test("routes nothing until it goes on; nothing that queues had room for is lost", async () => {
    await using bus = await createFakeBus().connect();
    const onEvent = vi.fn<() => void>();
    await bus.subscribe("topology.>", { onEvent }).ready;
    bus.stall();
    bus.publish("topology.t1.status", ACTIVE);
    await settled();
    expect(onEvent).not.toHaveBeenCalled();
    expect(bus.connected).toBe(true);
    bus.resume();
    await bus.flush();
    expect(onEvent).toHaveBeenCalledOnce();
    expect(bus.stats()).toMatchObject({ reconnects: 0, droppedByBroker: 0 });
  });

  test("does not answer, which costs time of the clock and nothing else", async () => {
    const clock = new ManualClock();
    await using bus = await createFakeBus({ clock }).connect();
    bus.stall();
    const asked = Promise.allSettled([bus.flush({ timeoutMs: 100 }), bus.another().connect()]);
    await clock.pass(5_000);
    expect(await asked).toMatchObject([
      { reason: busError("TIMEOUT") },
      { reason: busError("UNAVAILABLE", "does it hang?") },
    ]);
  });

  test("can be closed all the same", async () => {
    const clock = new ManualClock();
    const bus = await createFakeBus({ clock }).connect();
    bus.stall();
    await bus.close();
    expect(clock.pending).toBe(0);
  });
});

describe("a subscriber that is stalled", () => {
  test("has its newest events when it goes on, and a gap with the number of the others", async () => {
    await using bus = await createFakeBus({ limits: { queueEvents: 4 } }).connect();
    const slow = await bus.another().connect();
    const [events, others] = [slow.subscribe("topology.>"), bus.subscribe("topology.>")];
    await Promise.all([events.ready, others.ready]);
    bus.stall(slow);
    for (let id = 0; id < 10; id++) {
      bus.publish(`topology.t${id}.status`, ACTIVE);
      await bus.flush();
    }
    bus.resume(slow);
    const received = await take(events, 5);
    // The first was on its way when the connection stalled, as it would be in the kernel.
    expect(received.map(({ params, gap }) => [params, gap?.count])).toEqual([
      [{ topologyId: "t0" }, undefined],
      [{ topologyId: "t6" }, 5],
      [{ topologyId: "t7" }, undefined],
      [{ topologyId: "t8" }, undefined],
      [{ topologyId: "t9" }, undefined],
    ]);
    expect(received[1]!.gap?.reason).toBe("overflow");
    expect((await take(others, 10)).every(({ gap }) => gap === undefined)).toBe(true);
  });

  test("can be the first bus itself, and goes on when all do", async () => {
    await using bus = await createFakeBus().connect();
    const other = await bus.another().connect();
    const onEvent = vi.fn<() => void>();
    await bus.subscribe("topology.>", { onEvent }).ready;
    bus.stall(bus);
    other.publish("topology.t1.status", ACTIVE);
    await other.flush();
    expect(onEvent).not.toHaveBeenCalled();
    bus.resume();
    await bus.flush();
    expect(onEvent).toHaveBeenCalledOnce();
  });
});

describe("a broker that goes and comes back", () => {
  test.for([
    ["cut", "reconnect"],
    ["restart", "restart"],
  ] as const)("by %s is found again, with a gap of reason %s", async ([act, reason]) => {
    await using bus = await createFakeBus().connect();
    const worker = await bus.another().connect();
    const events = worker.subscribe("topology.>");
    await events.ready;
    const { busId } = bus.stats();
    bus[act]();
    await bus.reconnected();
    expect([bus.connected, worker.connected]).toEqual([true, true]);
    expect(bus.stats().reconnects).toBe(1);
    expect(bus.stats().busId === busId).toBe(act === "cut");
    bus.publish("topology.t1.status", ACTIVE);
    expect(await take(events, 1)).toMatchObject([{ gap: { reason } }]);
  });

  test("refuses connect while it is down, and is waited for by those that wait", async () => {
    const clock = new ManualClock();
    await using bus = createFakeBus({ clock });
    bus.down();
    await expect(bus.connect()).rejects.toThrow(busError("UNAVAILABLE"));
    const waiting = await bus.another({ waitForBus: true }).connect();
    expect(waiting.connected).toBe(false);
    bus.up();
    await bus.connect();
    const found = bus.reconnected();
    await clock.pass(50);
    await found;
    expect([bus.connected, waiting.connected]).toEqual([true, true]);
  });

  test("with a Goodbye is found when it asked for it, not before", async () => {
    const clock = new ManualClock();
    await using bus = await createFakeBus({ clock }).connect();
    bus.down({ goodbye: true });
    await settled();
    await expect(bus.flush()).rejects.toThrow(busError("SHUTDOWN"));
    bus.up();
    await clock.pass(500);
    expect(bus.connected).toBe(true);
  });

  test("is not stalled any more when it was before", async () => {
    await using bus = await createFakeBus().connect();
    bus.stall();
    bus.stall(bus);
    bus.restart();
    await bus.reconnected();
    await expect(bus.flush()).resolves.toBeUndefined();
  });

  test("is the same one for whoever only asks for it to be up", async () => {
    await using bus = await createFakeBus().connect();
    const { busId } = bus.stats();
    bus.up();
    await bus.reconnected();
    const other = await bus.another().connect();
    expect(other.stats().busId).toBe(busId);
  });

  test("is waited for by reconnected(), but not for those that were closed meanwhile", async () => {
    await using bus = await createFakeBus().connect();
    const other = await bus.another().connect();
    bus.down();
    const over = bus.reconnected();
    await settled();
    await other.close();
    bus.up();
    await over;
    expect([bus.connected, other.connected]).toEqual([true, false]);
    await bus.close();
    await bus.reconnected();
  });
});

describe("a clock of one's own", () => {
  test("drives the backoff", async () => {
    const clock = new ManualClock();
    await using bus = await createFakeBus({ clock }).connect();
    bus.cut();
    await settled();
    expect([bus.connected, clock.pending]).toEqual([false, 1]);
    await clock.pass(50);
    expect(bus.connected).toBe(true);
  });

  test("drives pollOrWake, and stamps events", async () => {
    const clock = new ManualClock();
    await using bus = await createFakeBus({ clock }).connect();
    const wakes = pollOrWake(bus, "topology.*.status", { everyMs: 10_000, clock });
    const reasons: Wake["reason"][] = [];
    const next = async (): Promise<void> => void reasons.push(((await wakes.next()).value as Wake).reason);
    await next();
    const second = next();
    await clock.pass(9_999);
    expect(reasons).toEqual(["start"]);
    await clock.pass(1);
    await second;
    bus.publish("topology.t1.status", ACTIVE);
    await next();
    expect(reasons).toEqual(["start", "timer", "event"]);
    const [event] = await bus.published("topology.>");
    expect(event!.publishedAtNs).toBe(BigInt(clock.unixMs()) * 1_000_000n);
    await wakes.return();
  });
});

describe("limits of one's own", () => {
  test("are the broker's", async () => {
    await using bus = await createFakeBus({ limits: { maxPatterns: 1 } }).connect();
    await bus.subscribe("topology.>").ready;
    await expect(bus.subscribe("decky.>").ready).rejects.toThrow(busError("TOO_MANY_PATTERNS"));
  });
});
