// A broker that is away for a while.

import { expect, test } from "vitest";
import type { Bus } from "../../src/client/bus.ts";
import type { BusErrorCode } from "../../src/errors.ts";
import { busError } from "../support/bus-error.ts";
import { gapHeard } from "../support/gap-heard.ts";
import { settled } from "../support/settled.ts";
import { numberOf, publishNumbers, range, readUntil } from "../support/status-topics.ts";
import { take } from "../support/take.ts";
import { onEveryBus } from "./on-every-bus.ts";
import type { Stage } from "./stage.ts";

/** Resolves when the bus knows that its connection is gone, for that reason: whoever waits for an answer is told. */
async function noticed(bus: Bus, code: BusErrorCode = "UNAVAILABLE"): Promise<void> {
  const asking = async (): Promise<void> => {
    while (true) await bus.flush();
  };
  await expect(asking()).rejects.toThrow(busError(code));
  expect(bus.connected).toBe(false);
}

const INTERRUPTIONS = [
  ["a connection breaks", "reconnect", async (stage: Stage) => stage.cut()],
  [
    "the broker is killed and started",
    "restart",
    async (stage: Stage, bus: Bus) => {
      await stage.kill();
      await noticed(bus);
      await stage.start();
    },
  ],
  [
    "the broker is stopped in order and started",
    "restart",
    async (stage: Stage, bus: Bus) => {
      const stopped = stage.stop();
      // The broker's last word, before an attempt to come back finds that it is gone.
      await noticed(bus, "SHUTDOWN");
      await stopped;
      await stage.start();
    },
  ],
] as const;

onEveryBus(({ withBroker }) => {
  test.for(INTERRUPTIONS)(
    "when %s, a bus comes back with its subscriptions, and a gap of reason %s",
    async ([, reason, interrupt], context) => {
      const stage = await withBroker(context);
      const bus = await stage.bus().connect();
      const { busId } = bus.stats();
      const told = gapHeard();
      const events = bus.subscribe("topology.*.status", { onGap: told.onGap });
      const silent = bus.subscribe("decky.>");
      await Promise.all([events.ready, silent.ready]);
      publishNumbers(bus, 0, 1);
      expect((await take(events, 1)).map(({ gap }) => gap)).toEqual([undefined]);
      await interrupt(stage, bus);
      const gap = { reason, count: undefined, topics: new Map(), topicsTruncated: false };
      expect(await told.first).toEqual(gap);
      expect(bus.connected).toBe(true);
      publishNumbers(bus, 1, 3);
      const received = await take(events, 2);
      expect(received.map((event) => [numberOf(event), event.gap])).toEqual([
        [1, gap],
        [2, undefined],
      ]);
      bus.publish("decky.d1.state", { state: "up" } as never);
      expect((await take(silent, 1)).map((event) => event.gap)).toEqual([gap]);
      expect(told.gaps).toEqual([gap]);
      expect(bus.stats()).toMatchObject({ reconnects: 1, subscriptions: 2 });
      expect(bus.stats().busId === busId).toBe(reason === "reconnect");
    },
  );

  test.for(INTERRUPTIONS)(
    "when %s, a subscription is told at once, and once, that nothing comes any more",
    async ([, , interrupt], context) => {
      const stage = await withBroker(context);
      const bus = await stage.bus().connect();
      const told: string[] = [];
      const back = Promise.withResolvers<void>();
      const onAway = (): void => void told.push(bus.connected ? "connected" : "away");
      const onGap = (): void => back.resolve();
      const events = bus.subscribe("topology.*.status", { onAway, onGap });
      await events.ready;
      await interrupt(stage, bus);
      await back.promise;
      expect(told).toEqual(["away"]);
      await bus.close();
      expect(told).toEqual(["away", "away"]);
    },
  );

  test("what an onAway throws is logged, and costs nothing; one that was closed before is not called", async (context) => {
    const stage = await withBroker(context);
    const bus = await stage.bus().connect();
    const told = gapHeard();
    let calls = 0;
    const fails = (): void => {
      calls++;
      throw new Error("on purpose");
    };
    const [failing, closed] = [
      bus.subscribe("topology.*.status", { onAway: fails, onGap: told.onGap }),
      bus.subscribe("topology.*.status", { onAway: fails }),
    ];
    await Promise.all([failing.ready, closed.ready]);
    await closed.close();
    stage.cut();
    await told.first;
    expect(calls).toBe(1);
    publishNumbers(bus, 0, 1);
    expect((await take(failing, 1)).map(numberOf)).toEqual([0]);
  });

  test("what was read before a connection broke is still there, and the gap comes after it", async (context) => {
    const stage = await withBroker(context);
    const bus = await stage.bus().connect();
    const told = gapHeard();
    const events = bus.subscribe("topology.*.status");
    const quick = bus.subscribe("topology.*.status", { onGap: told.onGap });
    await Promise.all([events.ready, quick.ready]);
    publishNumbers(bus, 0, 3);
    await readUntil(quick, 2);
    stage.cut();
    await told.first;
    publishNumbers(bus, 3, 4);
    const received = await take(events, 4);
    expect(received.map((event) => [numberOf(event), event.gap?.reason])).toEqual([
      [0, undefined],
      [1, undefined],
      [2, undefined],
      [3, "reconnect"],
    ]);
  });

  test("what is published meanwhile is not handed over, and counted", async (context) => {
    const stage = await withBroker(context);
    const bus = await stage.bus().connect();
    const told = gapHeard();
    const events = bus.subscribe("topology.*.status", { onGap: told.onGap });
    await events.ready;
    await stage.kill();
    await noticed(bus);
    expect(publishNumbers(bus, 0, 5)).toBe(0);
    expect(bus.stats().notPublished).toEqual({ closed: 0, disconnected: 5, overflow: 0 });
    await stage.start();
    await told.first;
    expect(publishNumbers(bus, 5, 6)).toBe(1);
    expect((await take(events, 1)).map(numberOf)).toEqual([5]);
  });

  test("a subscription that is made meanwhile is ready later, and has no gap", async (context) => {
    const stage = await withBroker(context);
    const bus = await stage.bus().connect();
    await stage.kill();
    await noticed(bus);
    const events = bus.subscribe("topology.*.status");
    let ready = false;
    const becomesReady = events.ready.then(() => (ready = true));
    await settled();
    expect(ready).toBe(false);
    await stage.start();
    await becomesReady;
    publishNumbers(await stage.bus().connect(), 0, 1);
    expect((await take(events, 1)).map(({ gap }) => gap)).toEqual([undefined]);
  });

  test("a subscription that is closed meanwhile stays closed", async (context) => {
    const stage = await withBroker(context);
    const bus = await stage.bus().connect();
    const told = gapHeard();
    const [closed, open] = [bus.subscribe("topology.>"), bus.subscribe("topology.*.status", { onGap: told.onGap })];
    await Promise.all([closed.ready, open.ready]);
    await stage.kill();
    await noticed(bus);
    await closed.close();
    await stage.start();
    await told.first;
    publishNumbers(bus, 0, 1);
    bus.publish("topology.t1.mutation.applied", { mutationId: "m", op: "o" });
    publishNumbers(bus, 1, 2);
    expect((await take(open, 2)).map(numberOf)).toEqual([0, 1]);
    expect(bus.stats().received).toBe(2);
  });

  test("connect() is refused while there is no broker, and can be asked again", async (context) => {
    const stage = await withBroker(context);
    await stage.kill();
    const bus = stage.bus();
    await expect(bus.connect()).rejects.toThrow(busError("UNAVAILABLE"));
    await stage.start();
    expect(await bus.connect()).toBe(bus);
    await expect(bus.flush()).resolves.toBeUndefined();
  });

  test("a bus that waits for its broker finds it; its subscriptions are ready then", async (context) => {
    const stage = await withBroker(context);
    await stage.kill();
    const bus = await stage.bus({ waitForBus: true }).connect();
    expect(bus.connected).toBe(false);
    const events = bus.subscribe("topology.*.status");
    await stage.start();
    await events.ready;
    publishNumbers(await stage.bus().connect(), 0, 1);
    expect((await take(events, 1)).map(({ gap }) => gap)).toEqual([undefined]);
    expect(bus.connected).toBe(true);
    expect(bus.stats().reconnects).toBe(0);
  });

  // Regression: the broker confirmed the pattern a moment before the bus called itself connected, and nothing was handed over then.
  test("a bus whose subscription has become ready publishes", async (context) => {
    const stage = await withBroker(context);
    await stage.kill();
    const bus = await stage.bus({ waitForBus: true }).connect();
    const events = bus.subscribe("topology.*.status");
    await stage.start();
    await events.ready;
    expect(publishNumbers(bus, 0, 1)).toBe(1);
  });

  test("a broker that was frozen goes on where it stopped: nothing is lost, and nobody reconnects", async (context) => {
    const stage = await withBroker(context);
    const [publisher, consumer] = [await stage.bus().connect(), await stage.bus().connect()];
    const told = gapHeard();
    const events = consumer.subscribe("topology.*.status", { onGap: told.onGap });
    await events.ready;
    publishNumbers(publisher, 0, 100);
    await publisher.flush();
    stage.freeze();
    publishNumbers(publisher, 100, 200);
    const flushed = publisher.flush();
    const late = consumer.subscribe("topology.*.status");
    publishNumbers(publisher, 200, 300);
    stage.thaw();
    await Promise.all([flushed, late.ready]);
    publishNumbers(publisher, 300, 301);
    const received = await readUntil(events, 300);
    expect(received.map(numberOf)).toEqual(range(0, 301));
    expect(told.gaps).toEqual([]);
    expect(events.dropped).toBe(0);
    expect([publisher.stats().reconnects, consumer.stats().reconnects]).toEqual([0, 0]);
  });

  test("every bus of a host comes back", async (context) => {
    const stage = await withBroker(context);
    const buses = await Promise.all(range(0, 10).map(() => stage.bus().connect()));
    const told = buses.map(() => gapHeard());
    const events = buses.map((bus, at) => bus.subscribe("topology.*.status", { onGap: told[at]!.onGap }));
    await Promise.all(events.map(({ ready }) => ready));
    await stage.kill();
    await stage.start();
    expect((await Promise.all(told.map(({ first }) => first))).map(({ reason }) => reason)).toEqual(
      buses.map(() => "restart"),
    );
    publishNumbers(buses[0]!, 0, 1);
    const received = await Promise.all(events.map((each) => take(each, 1)));
    expect(received.map(([event]) => event!.gap?.reason)).toEqual(buses.map(() => "restart"));
  });
});
