// Subscriptions that cannot be: because of the connection, the broker, or the pattern.

import { describe, expect, test } from "vitest";
import type { Bus } from "../../src/client/bus.ts";
import { createConnectedBus } from "../../src/client/connected-bus.ts";
import { BusError } from "../../src/errors.ts";
import { freeForm } from "../../src/registry/lookup.ts";
import { BrokerHarness } from "../support/broker-harness.ts";
import { busError } from "../support/bus-error.ts";
import { busOn, connectedToScript } from "../support/bus-over-memory.ts";
import { ManualClock } from "../support/manual-clock.ts";
import { settled } from "../support/settled.ts";
import { all } from "../support/take.ts";
import { unhandledRejections } from "../support/unhandled-rejections.ts";

async function connected(harness: BrokerHarness, noEcho = false): Promise<Bus> {
  return busOn(harness, { noEcho }).connect();
}

describe("a subscription that cannot be", () => {
  test("because the bus could not connect ends; ready says why, to those who look, and whoever comes later is told too", async () => {
    const rejections = unhandledRejections();
    const none = new BusError("UNAVAILABLE", "none");
    const clock = new ManualClock();
    const hello = { clientName: "", clientLibrary: "", pid: 1, noEcho: false };
    const bus = createConnectedBus({ hello, clock, open: () => Promise.reject(none) });
    const early = bus.subscribe("topology.>");
    await expect(bus.connect()).rejects.toBe(none);
    const late = bus.subscribe("topology.>");
    for (const events of [early, late]) {
      expect(await all(events)).toEqual([]);
      await expect(events.ready).rejects.toBe(none);
      await events.close();
    }
    await settled();
    expect(rejections).toEqual([]);
    expect(clock.pending).toBe(0);
  });

  test("because the broker refuses the pattern ends, and says the broker's code", async () => {
    const rejections = unhandledRejections();
    const harness = new BrokerHarness({ maxPatterns: 1 });
    await using bus = await connected(harness);
    const held = bus.subscribe("topology.>");
    const refused = bus.subscribe("system.>");
    await held.ready;
    expect(await all(refused)).toEqual([]);
    await expect(refused.ready).rejects.toThrow(busError("TOO_MANY_PATTERNS"));
    await settled();
    expect(rejections).toEqual([]);
  });

  // Regression: the refusal was remembered for the pattern, and given to everybody who wanted it later.
  test("does not keep others from the pattern once there is room for it", async () => {
    const harness = new BrokerHarness({ maxPatterns: 1 });
    await using bus = await connected(harness);
    const held = bus.subscribe("topology.>");
    const refused = bus.subscribe("system.>");
    await expect(refused.ready).rejects.toThrow(busError("TOO_MANY_PATTERNS"));
    await held.close();
    const again = bus.subscribe("system.>");
    await again.ready;
    await refused.close();
    expect(harness.broker.counts.patterns).toBe(1);
  });

  test.for(["", "topology..status", "topology.>.status", "topo*.x", "a b"])(
    "because %j is no pattern throws",
    async (pattern) => {
      const { bus } = await connectedToScript();
      expect(() => bus.subscribe(pattern)).toThrow(busError("INVALID_PATTERN"));
      expect(() => bus.subscribe(freeForm(pattern))).toThrow(busError("INVALID_PATTERN"));
    },
  );

  test.for([
    ["undefined", undefined],
    ["null", null],
    ["a number", 5],
    ["an object", {}],
    ["free form of a number", { freeForm: 5 }],
  ])("because it is %s throws", async ([, given]) => {
    const { bus } = await connectedToScript();
    expect(() => bus.subscribe(given as unknown as "topology.>")).toThrow(busError("INVALID_PATTERN"));
  });
});
