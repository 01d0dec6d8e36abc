// The whole, over the fake bus and with the time in the test's hand: what a page reads, and when.

import { describe, expect, test } from "vitest";
import { declaredTopics } from "../../gen/decnet/topics/v1/registry.ts";
import type { BusErrorCode } from "../../src/errors.ts";
import { freeForm } from "../../src/registry/lookup.ts";
import { sseResponse } from "../../src/sse/sse-response.ts";
import { busError } from "../support/bus-error.ts";
import { PageReader } from "../support/event-stream.ts";
import { settled } from "../support/settled.ts";
import { clock, fakeBus, patterns, open, openLive, arrived, names } from "../support/sse-page.ts";
import { publishNumbers } from "../support/status-topics.ts";

describe("what a page reads", () => {
  test("is an event stream that nobody keeps or gathers", async () => {
    const response = sseResponse(null, {
      patterns,
      headers: { "Access-Control-Allow-Origin": "*", "Content-Type": "x", "cache-control": "max-age=9" },
    });
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toEqual({
      "access-control-allow-origin": "*",
      "cache-control": "no-store, no-transform",
      "content-type": "text/event-stream",
      "x-accel-buffering": "no",
    });
    await response.body!.cancel();
  });

  test("begins with the time to come back after, and with ready when the broker has all patterns", async () => {
    const bus = await fakeBus();
    const page = open(bus, { retryMs: 250 });
    expect(await page.next()).toEqual({ event: "ready", id: "ready", data: { patterns: ["topology.*.status"] } });
    expect(page.retry).toBe(250);
  });

  test("is every event, under its declared name, with the payload by protobuf's mapping", async () => {
    const bus = await fakeBus();
    const worker = await bus.another({ clientName: "mutator" }).connect();
    const page = await openLive(bus, {});
    worker.publish("topology.maze.status", { state: "degraded", reason: "two\n\nlines\r\nevent: ready" });
    const [event] = await bus.published("topology.*.status", { count: 1 });
    const id = Buffer.from(event!.id).toString("hex");
    expect(await page.next()).toEqual({
      event: "topology.status",
      id,
      data: {
        topic: "topology.maze.status",
        type: "status",
        source: "mutator",
        id,
        published_at: new Date(clock.unixMs()).toISOString(),
        payload: { state: "degraded", reason: "two\n\nlines\r\nevent: ready" },
      },
    });
  });

  test("calls what the registry does not know `message`, whatever it calls itself", async () => {
    const bus = await fakeBus();
    const page = new PageReader(sseResponse(bus, { patterns: [freeForm("ready")], clock }).body);
    expect(await page.next()).toMatchObject({ event: "ready" });
    bus.publish(freeForm("ready"), { $typeName: "decnet.topics.v1.TopologyStatus", x: [1] }, { type: "resync" });
    expect(await page.next()).toMatchObject({
      event: "message",
      data: { topic: "ready", type: "resync", payload: { $typeName: "decnet.topics.v1.TopologyStatus", x: [1] } },
    });
    await page.leave();
  });

  test("has an event once, and in order, however many patterns match it", async () => {
    const bus = await fakeBus();
    const three = ["topology.t1.status", "topology.*.status", "topology.>"] as const;
    const page = new PageReader(sseResponse(bus, { patterns: three, clock }).body);
    expect(await page.next()).toMatchObject({ event: "ready", data: { patterns: three } });
    bus.publish("topology.t1.status", { state: "1", reason: "" });
    bus.publish("topology.t2.mutation.applied", { mutationId: "2", op: "o" });
    bus.publish("topology.t2.status", { state: "3", reason: "" });
    bus.publish("topology.t1.status", { state: "4", reason: "" });
    expect((await page.take(4)).map(({ data }) => (data as { payload: object }).payload)).toEqual([
      { state: "1", reason: "" },
      { mutation_id: "2", op: "o" },
      { state: "3", reason: "" },
      { state: "4", reason: "" },
    ]);
    await page.leave();
  });

  test("has what only a pattern further behind hears, because it means it", async () => {
    const bus = await fakeBus();
    const page = new PageReader(sseResponse(bus, { patterns: ["topology.>", freeForm("topology.>")], clock }).body);
    await page.next();
    bus.publish(freeForm("topology.lab.temperature"), { celsius: 21 });
    bus.publish("topology.lab.status", { state: "active", reason: "" });
    bus.publish(freeForm("topology.lab.temperature"), { celsius: 22 });
    expect(names(await page.take(3))).toEqual(["message", "topology.status", "message"]);
    await page.leave();
  });

  test("can never be confused with the stream's own events", () => {
    const own = new Set(["ready", "resync", "message", "error", "open"]);
    expect(declaredTopics.filter(({ name }) => own.has(name))).toEqual([]);
  });
});

describe("a page that does not read", () => {
  test("gets one resync for all that it missed, and then what came after", async () => {
    const bus = await fakeBus();
    const page = await openLive(bus, { maxBufferedBytes: 4_000 });
    publishNumbers(bus, 0, 1_000);
    await arrived(bus);
    const [resync, ...later] = await page.until(({ data }) => JSON.stringify(data).includes('"state":"999"'));
    expect(resync).toEqual({ event: "resync", id: undefined, data: { reason: "slow", lost: 1_000 - later.length } });
    expect(new Set(names(later))).toEqual(new Set(["topology.status"]));
    expect(JSON.stringify(later).length).toBeLessThan(4_000);
  });

  test("has one keep-alive waiting for it, however long it takes", async () => {
    const bus = await fakeBus();
    const page = await openLive(bus, { keepAliveMs: 1_000 });
    for (let tick = 0; tick < 50; tick++) await clock.pass(1_000);
    publishNumbers(bus, 0, 1);
    await page.next();
    expect(page.comments).toEqual(["keep-alive"]);
  });
});

describe("a page that reads", () => {
  test("gets a keep-alive whenever the time is over", async () => {
    const page = await openLive(await fakeBus(), { keepAliveMs: 1_000 });
    const reading = page.next();
    for (let tick = 1; tick <= 3; tick++) {
      await clock.pass(1_000);
      expect(page.comments).toHaveLength(tick);
    }
    await page.leave();
    await reading;
  });

  test("is told by one resync of what the broker had to drop, whichever of its patterns it was for", async () => {
    const bus = await fakeBus({ limits: { queueEvents: 4 } });
    const publisher = await bus.another({ clientName: "mutator" }).connect();
    const both = ["topology.*.status", "topology.>"] as const;
    const page = new PageReader(sseResponse(bus, { patterns: both, clock }).body);
    await page.next();
    bus.stall(bus);
    publishNumbers(publisher, 0, 10);
    await publisher.flush();
    bus.resume(bus);
    // It comes with the events that came with the broker's notice, and so right behind them.
    const events = await page.until(({ event }) => event === "resync");
    publishNumbers(publisher, 10, 11);
    events.push(...(await page.until(({ data }) => JSON.stringify(data).includes('"state":"10"'))));
    const resyncs = events.filter(({ event }) => event === "resync");
    const lost = 11 - (events.length - 1);
    expect(lost).toBeGreaterThan(1);
    expect(resyncs).toEqual([{ event: "resync", id: undefined, data: { reason: "overflow", lost } }]);
    await page.leave();
  });

  test("is told by resync of an event that JSON cannot say", async () => {
    const bus = await fakeBus();
    const page = new PageReader(sseResponse(bus, { patterns: ["system.log"], clock }).body);
    await page.next();
    const time = { seconds: 900_000_000_000n, nanos: 0 };
    bus.publish("system.log", { level: "info", component: "", message: "", time });
    bus.publish("system.log", { level: "info", component: "", message: "later" });
    expect(await page.next()).toMatchObject({ event: "resync", data: { reason: "decode", lost: 1 } });
    expect(await page.next()).toMatchObject({ event: "system.log", data: { payload: { message: "later" } } });
    await page.leave();
  });

  test("that was here before is told to fetch again; one that was not is not", async () => {
    const bus = await fakeBus();
    expect(names(await open(bus, { lastEventId: "5f" }).take(2))).toEqual(["resync", "ready"]);
    for (const lastEventId of ["", null, undefined]) {
      expect(names(await open(bus, { lastEventId }).take(1))).toEqual(["ready"]);
    }
    const data = { reason: "resume", lost: null };
    expect(await open(null, { lastEventId: "5f" }).next()).toEqual({ event: "resync", id: undefined, data });
  });
});

describe("a response", () => {
  test("that nobody reads costs nothing", async () => {
    const bus = await fakeBus();
    const pending = clock.pending;
    const response = sseResponse(bus, { patterns, clock });
    await settled();
    expect(bus.stats().subscriptions).toBe(0);
    expect(clock.pending).toBe(pending);
    await response.body!.cancel();
  });

  const mistakes: readonly (readonly [mistake: object, code: BusErrorCode])[] = [
    [{ patterns: [] }, "INVALID_CONFIG"],
    [{ patterns: ["topology..x"] }, "INVALID_PATTERN"],
    [{ keepAliveMs: 0 }, "INVALID_CONFIG"],
    [{ keepAliveMs: Number.NaN }, "INVALID_CONFIG"],
    [{ maxBufferedBytes: 0 }, "INVALID_CONFIG"],
    [{ maxBufferedBytes: 1.5 }, "INVALID_CONFIG"],
    [{ retryMs: -1 }, "INVALID_CONFIG"],
  ];

  test.for(mistakes)("is not made of %o", ([mistake, code]) => {
    expect(() => sseResponse(null, { patterns, ...mistake })).toThrow(busError(code));
  });
});
