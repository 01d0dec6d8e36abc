// How the stream of a page ends, and what it is without a bus.

import { describe, expect, test } from "vitest";
import { createNullBus } from "../../src/client/null-bus.ts";
import { sseResponse } from "../../src/sse/sse-response.ts";
import type { FakeBus } from "../../src/testing/fake-bus.ts";
import { settled } from "../support/settled.ts";
import { clock, fakeBus, patterns, open, openLive, arrived, names } from "../support/sse-page.ts";
import { publishNumbers } from "../support/status-topics.ts";

describe("the end of a stream", () => {
  test.for([
    ["its connection breaks", (bus: FakeBus): void => bus.cut()],
    ["the broker is killed", (bus: FakeBus): void => bus.down()],
    ["the broker leaves in order", (bus: FakeBus): void => bus.down({ goodbye: true })],
    ["the bus is closed", (bus: FakeBus): void => void bus.close()],
  ] as const)("comes when %s, after what waits", async ([, lose]) => {
    const bus = await fakeBus();
    const page = await openLive(bus);
    publishNumbers(bus, 0, 2);
    await arrived(bus);
    lose(bus);
    expect(names(await page.take(2))).toEqual(["topology.status", "topology.status"]);
    expect(await page.next()).toBeUndefined();
    expect(bus.stats().subscriptions).toBe(0);
  });

  test("is not that of the next one, which is ready when the bus is back", async () => {
    const bus = await fakeBus();
    const before = await openLive(bus);
    bus.down();
    expect(await before.next()).toBeUndefined();
    const after = open(bus, { lastEventId: "ready", keepAliveMs: 1_000 });
    expect(await after.next()).toMatchObject({ event: "resync", data: { reason: "resume" } });
    const ready = after.next();
    await clock.pass(2_500);
    expect(after.comments).toEqual(["keep-alive", "keep-alive"]);
    bus.up();
    await clock.pass(60_000);
    expect(await ready).toMatchObject({ event: "ready" });
    publishNumbers(bus, 0, 1);
    expect(await after.next()).toMatchObject({ event: "topology.status" });
  });

  test("comes by the signal at once, and nothing stays behind", async () => {
    const bus = await fakeBus();
    const pending = clock.pending;
    const stop = new AbortController();
    const page = await openLive(bus, { signal: stop.signal });
    publishNumbers(bus, 0, 2);
    await arrived(bus);
    stop.abort();
    expect(await page.next()).toBeUndefined();
    expect(bus.stats().subscriptions).toBe(0);
    await settled();
    expect(clock.pending).toBe(pending);
    expect(await open(bus, { signal: stop.signal }).next()).toBeUndefined();
    expect(bus.stats().subscriptions).toBe(0);
  });

  test("by the page leaves nothing behind, whether it was waiting or not", async () => {
    const bus = await fakeBus();
    const pending = clock.pending;
    for (const waits of [true, false]) {
      const { body } = sseResponse(bus, { patterns, clock });
      const reader = body!.getReader();
      await reader.read();
      await reader.read();
      const reading = waits ? reader.read() : undefined;
      expect(bus.stats().subscriptions).toBe(1);
      await reader.cancel();
      await reading;
      expect(bus.stats().subscriptions).toBe(0);
      await settled();
      expect(clock.pending).toBe(pending);
      publishNumbers(bus, 0, 1);
      await arrived(bus);
    }
  });
});

describe("without a bus", () => {
  test("a stream is open, and silent but for keep-alives", async () => {
    await using none = createNullBus();
    for (const bus of [null, none]) {
      const page = open(bus, { keepAliveMs: 1_000 });
      const reading = page.next();
      await clock.pass(3_000);
      expect(page.retry).toBe(1_000);
      expect(page.comments).toEqual(["keep-alive", "keep-alive", "keep-alive"]);
      await page.leave();
      expect(await reading).toBeUndefined();
    }
  });

  test("a stream on a bus that does nothing ends when that is closed", async () => {
    const bus = createNullBus();
    const reading = open(bus).next();
    await settled();
    await bus.close();
    expect(await reading).toBeUndefined();
  });

  test("a stream is ready as soon as there is one", async () => {
    const island = await fakeBus();
    island.down();
    const bus = await island.another({ clientName: "late", waitForBus: true }).connect();
    const ready = open(bus, { keepAliveMs: 500_000 }).next();
    await clock.pass(1_000);
    island.up();
    await clock.pass(60_000);
    expect(await ready).toMatchObject({ event: "ready" });
  });
});
