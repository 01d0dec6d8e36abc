// Who does not keep up loses the oldest, and is told how many and where.

import { expect, test } from "vitest";
import { gapHeard } from "../support/gap-heard.ts";
import { holes, numberOf, publishNumbers, range, readUntil, toldHoles } from "../support/status-topics.ts";
import { take } from "../support/take.ts";
import { onEveryBus } from "./on-every-bus.ts";

/** More than the kernel's buffers and the broker's batches hold of events of a kilobyte. */
const MORE_THAN_FITS = 4_000;
const KILOBYTE = "x".repeat(1_000);

/** More than a publisher's own queue holds. */
const MORE_THAN_WAITS = 20_000;

onEveryBus(({ withBroker }) => {
  test("a consumer that is slow has its newest events, and a gap before them with the exact number of the others", async (context) => {
    const stage = await withBroker(context);
    const bus = await stage.bus().connect();
    const told = gapHeard();
    const slow = bus.subscribe("topology.*.status", { queueEvents: 4, onGap: told.onGap });
    const quick = bus.subscribe("topology.*.status");
    await Promise.all([slow.ready, quick.ready]);
    publishNumbers(bus, 0, 10);
    expect((await readUntil(quick, 9)).map(numberOf)).toEqual(range(0, 10));
    const received = await take(slow, 4);
    expect(received.map(numberOf)).toEqual([6, 7, 8, 9]);
    expect(toldHoles(received)).toEqual([6, 0, 0, 0]);
    expect(slow.dropped).toBe(6);
    expect(quick.dropped).toBe(0);
    expect(told.gaps.reduce((total, { count }) => total + count!, 0)).toBe(6);
    publishNumbers(bus, 10, 11);
    expect((await take(slow, 1)).map(({ gap }) => gap)).toEqual([undefined]);
  });

  test("a gap names the topics that are missing, and how many of each", async (context) => {
    const stage = await withBroker(context);
    const bus = await stage.bus().connect();
    const slow = bus.subscribe("topology.*.status", { queueEvents: 4 });
    const quick = bus.subscribe("topology.*.status");
    await Promise.all([slow.ready, quick.ready]);
    publishNumbers(bus, 0, 8);
    await readUntil(quick, 7);
    expect((await take(slow, 1))[0]!.gap).toEqual({
      reason: "overflow",
      count: 4,
      topics: new Map([
        ["topology.t0.status", 2],
        ["topology.t1.status", 1],
        ["topology.t2.status", 1],
      ]),
      topicsTruncated: false,
    });
  });

  test("a connection that is not read has its newest events, and each gap stands exactly where events are missing", async (context) => {
    const queueEvents = 64;
    const stage = await withBroker(context, { queueEvents });
    const [publisher, consumer] = [await stage.bus().connect(), await stage.bus().connect()];
    const told = gapHeard();
    const options = { queueEvents: MORE_THAN_FITS, onGap: told.onGap };
    const events = consumer.subscribe("topology.*.status", options);
    await events.ready;
    stage.hold(consumer);
    for (let from = 0; from < MORE_THAN_FITS; from += 50) {
      publishNumbers(publisher, from, from + 50, KILOBYTE);
      await publisher.flush();
    }
    stage.release(consumer);
    const received = await readUntil(events, MORE_THAN_FITS - 1);
    const missing = MORE_THAN_FITS - received.length;
    expect(missing).toBeGreaterThan(MORE_THAN_FITS / 2);
    expect(toldHoles(received)).toEqual(holes(received, 0));
    expect(received.slice(-queueEvents).map(numberOf)).toEqual(range(MORE_THAN_FITS - queueEvents, MORE_THAN_FITS));
    for (const { gap } of received) {
      if (gap === undefined) continue;
      expect(gap.reason).toBe("overflow");
      expect([...gap.topics.keys()].toSorted()).toEqual([0, 1, 2].map((id) => `topology.t${id}.status`));
      expect([...gap.topics.values()].reduce((total, count) => total + count, 0)).toBe(gap.count);
    }
    expect([events.dropped, consumer.stats().droppedByBroker]).toEqual([missing, missing]);
    expect(told.gaps.reduce((total, { count }) => total + count!, 0)).toBe(missing);
    expect(publisher.stats().notPublished.overflow).toBe(0);
  });

  test("a subscriber that is not read holds up nobody else", async (context) => {
    const stage = await withBroker(context, { queueEvents: 64 });
    const [publisher, held, other] = [stage.bus(), stage.bus(), stage.bus()];
    await Promise.all([publisher.connect(), held.connect(), other.connect()]);
    const ignored = held.subscribe("topology.*.status");
    const events = other.subscribe("topology.*.status", { queueEvents: MORE_THAN_FITS });
    await Promise.all([ignored.ready, events.ready]);
    stage.hold(held);
    for (let from = 0; from < MORE_THAN_FITS; from += 50) {
      publishNumbers(publisher, from, from + 50, KILOBYTE);
      await publisher.flush();
      await readUntil(events, from + 49);
    }
    expect(other.stats()).toMatchObject({ received: MORE_THAN_FITS, droppedByBroker: 0 });
    stage.release(held);
  });

  test("a publisher whose broker is frozen never waits; its oldest events go, and are counted", async (context) => {
    const stage = await withBroker(context);
    const [publisher, consumer] = [await stage.bus().connect(), await stage.bus().connect()];
    const events = consumer.subscribe("topology.*.status", { queueEvents: MORE_THAN_WAITS });
    await events.ready;
    stage.freeze();
    expect(publishNumbers(publisher, 0, MORE_THAN_WAITS, KILOBYTE)).toBe(MORE_THAN_WAITS);
    const { overflow } = publisher.stats().notPublished;
    expect(overflow).toBeGreaterThan(0);
    stage.thaw();
    const received = await readUntil(events, MORE_THAN_WAITS - 1);
    expect(publisher.stats()).toMatchObject({ published: MORE_THAN_WAITS, notPublished: { overflow } });
    // What the publisher lost no subscriber can know of; what the broker dropped each is told.
    const told = toldHoles(received).reduce<number>((total, count) => total + count!, 0);
    expect(received.length + told + overflow).toBe(MORE_THAN_WAITS);
    expect(holes(received, 0).every((missing) => missing >= 0)).toBe(true);
    expect([publisher.stats().reconnects, consumer.stats().reconnects]).toEqual([0, 0]);
  });
});
