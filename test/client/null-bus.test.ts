import { describe, expect, test } from "vitest";
import { createNullBus } from "../../src/client/null-bus.ts";
import { freeForm } from "../../src/registry/lookup.ts";
import { busError } from "../support/bus-error.ts";
import { settled } from "../support/settled.ts";
import { all } from "../support/take.ts";

describe("the bus that does nothing", () => {
  test("connects to nothing, and says that nothing is handed over", async () => {
    const bus = createNullBus();
    expect(await bus.connect()).toBe(bus);
    expect(bus.connected).toBe(false);
    expect(bus.publish("topology.t1.status", { state: "active", reason: "" })).toBe(false);
    await bus.flush();
    await expect(bus.status()).rejects.toThrow("There is no bus to ask: it is disabled (DECNET_BUS_ENABLED=false).");
  });

  test("has subscriptions that are ready, open and silent until they are closed; a loop over one waits, it does not spin", async () => {
    const bus = createNullBus();
    const events = bus.subscribe("topology.>");
    await events.ready;
    let steps = 0;
    const loop = (async () => {
      for await (const _ of events) steps++;
      return "ended";
    })();
    expect(await Promise.race([loop, settled().then(() => "waits")])).toBe("waits");
    await events.close();
    expect(await loop).toBe("ended");
    expect(steps).toBe(0);
    expect(events).toMatchObject({ pattern: "topology.>", dropped: 0, undeclared: 0 });
  });

  test("ends all of them when it is closed, and those that come later at once", async () => {
    const bus = createNullBus();
    const loops = [all(bus.subscribe("topology.>")), all(bus.subscribe(freeForm("lab.>")))];
    await bus.close();
    expect(await Promise.all(loops)).toEqual([[], []]);
    expect(await all(bus.subscribe("topology.>"))).toEqual([]);
    await bus.close();
  });

  test("tells its subscriptions when it is closed, and never before", async () => {
    const bus = createNullBus();
    let calls = 0;
    const events = bus.subscribe("topology.>", { onAway: () => calls++ });
    await events.ready;
    await settled();
    expect(calls).toBe(0);
    await bus.close();
    expect(calls).toBe(1);
  });

  test("is closed by `await using`", async () => {
    const events = await (async () => {
      await using bus = createNullBus();
      return bus.subscribe("topology.>");
    })();
    expect(await all(events)).toEqual([]);
  });

  test("refuses a pattern that is none", () => {
    const pattern: string = "topology.>.status";
    expect(() => createNullBus().subscribe(pattern)).toThrow(busError("INVALID_PATTERN"));
  });
});
