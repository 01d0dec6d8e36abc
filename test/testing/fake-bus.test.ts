// The fake: the real broker over memory, so what is tested here is only what the island adds to it.

import { describe, expect, test } from "vitest";
import { createFakeBus } from "../../src/testing/index.ts";
import { busError } from "../support/bus-error.ts";
import { all, take } from "../support/take.ts";

const STATUS = { state: "active", reason: "" };

describe("a fake bus", () => {
  test("is a bus: it connects, publishes, subscribes, flushes and closes", async () => {
    const bus = createFakeBus({ clientName: "mutator" });
    expect(bus.connected).toBe(false);
    expect(await bus.connect()).toBe(bus);
    expect(bus.connected).toBe(true);
    const events = bus.subscribe("topology.*.status");
    await events.ready;
    expect(bus.publish("topology.t1.status", STATUS, { type: "special" })).toBe(true);
    await bus.flush();
    expect(await take(events, 1)).toMatchObject([{ source: "mutator", type: "special", payload: STATUS }]);
    await bus.close();
    expect(bus.connected).toBe(false);
    await bus.close();
  });

  test("shares its island with others, and with nobody else", async () => {
    await using bus = createFakeBus();
    await using elsewhere = createFakeBus();
    const other = bus.another({ clientName: "other" });
    await Promise.all([bus.connect(), other.connect(), elsewhere.connect()]);
    const events = bus.subscribe("topology.>");
    const unheard = elsewhere.subscribe("topology.>");
    await Promise.all([events.ready, unheard.ready]);
    other.publish("topology.t1.status", STATUS);
    expect(await take(events, 1)).toMatchObject([{ source: "other" }]);
    await Promise.all([other.flush(), elsewhere.flush()]);
    await unheard.close();
    expect(await all(unheard)).toEqual([]);
    expect(unheard.dropped).toBe(0);
  });

  test("hears itself, unless it was made with noEcho", async () => {
    await using bus = createFakeBus({ noEcho: true });
    const other = bus.another();
    await Promise.all([bus.connect(), other.connect()]);
    const mute = bus.subscribe("topology.>");
    const echo = other.subscribe("topology.>");
    await Promise.all([mute.ready, echo.ready]);
    bus.publish("topology.own.status", STATUS);
    await bus.flush();
    other.publish("topology.others.status", STATUS);
    expect((await take(echo, 2)).map(({ topic }) => topic)).toEqual(["topology.own.status", "topology.others.status"]);
    expect((await take(mute, 1)).map(({ topic }) => topic)).toEqual(["topology.others.status"]);
  });

  test("takes the others with it when it is closed: their loops end", async () => {
    const bus = createFakeBus();
    const other = bus.another();
    await Promise.all([bus.connect(), other.connect()]);
    const events = other.subscribe("topology.>");
    await events.ready;
    const loop = all(events);
    await bus.close();
    expect(await loop).toEqual([]);
    expect(other.connected).toBe(false);
    await expect(other.flush()).rejects.toThrow(busError("CLOSED"));
    await expect(bus.another().connect()).rejects.toThrow(busError("SHUTDOWN"));
  });

  test("can be closed by `await using`, and without ever being connected", async () => {
    const other = await (async () => {
      await using bus = createFakeBus();
      return bus.another();
    })();
    await expect(other.connect()).rejects.toThrow(busError("CLOSED"));
  });
});
