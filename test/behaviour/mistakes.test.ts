// What is wrong in the calling code throws, whatever carries the bus: else it would be found in production.

import { describe, expect, test } from "vitest";
import type { Bus } from "../../src/client/bus.ts";
import { pollOrWake } from "../../src/client/poll-or-wake.ts";
import type { BusErrorCode } from "../../src/errors.ts";
import { freeForm } from "../../src/registry/lookup.ts";
import { busError } from "../support/bus-error.ts";
import { onEveryBus } from "./on-every-bus.ts";

const STATUS = { state: "active", reason: "" };

/** As JavaScript gives it. */
const any = (value: unknown): never => value as never;

const MISTAKES: readonly (readonly [what: string, code: BusErrorCode, make: (bus: Bus) => unknown])[] = [
  ["a topic that is none", "INVALID_TOPIC", (bus) => bus.publish(any("topology..status"), any(STATUS))],
  ["a topic that is no text", "INVALID_TOPIC", (bus) => bus.publish(any(undefined), any(STATUS))],
  ["a free-form topic that is none", "INVALID_TOPIC", (bus) => bus.publish(freeForm("lab.>"), {})],
  ["an undeclared topic", "UNDECLARED_TOPIC", (bus) => bus.publish(any("lab.x"), any({}))],
  ["a field that is unknown", "INVALID_PAYLOAD", (bus) => bus.publish("topology.t1.status", any({ stat: "x" }))],
  ["a field of a wrong type", "INVALID_PAYLOAD", (bus) => bus.publish("topology.t1.status", any({ state: 5 }))],
  ["a payload that is none", "INVALID_PAYLOAD", (bus) => bus.publish("topology.t1.status", any(null))],
  ["a free-form payload that is no JSON", "INVALID_PAYLOAD", (bus) => bus.publish(freeForm("lab.x"), any({ a: 1n }))],
  [
    "an event that is too large",
    "EVENT_TOO_LARGE",
    (bus) => bus.publish("topology.t1.status", { state: "x".repeat(1 << 20), reason: "" }),
  ],
  ["a pattern that is none", "INVALID_PATTERN", (bus) => bus.subscribe(any("topology.>.status"))],
  ["a pattern that is no text", "INVALID_PATTERN", (bus) => bus.subscribe(any({}))],
  ["a queue for no events", "INVALID_CONFIG", (bus) => bus.subscribe("topology.>", { queueEvents: 0 })],
  ["a handler that cannot be called", "INVALID_CONFIG", (bus) => bus.subscribe("topology.>", any({ onEvent: 5 }))],
  ["a handler of gaps that is none", "INVALID_CONFIG", (bus) => bus.subscribe("topology.>", any({ onGap: null }))],
  ["a controller for a signal", "INVALID_CONFIG", (bus) => bus.subscribe("topology.>", any({ signal: {} }))],
  ["a queue for no bytes", "INVALID_CONFIG", (bus) => bus.subscribe("topology.>", { queueBytes: Number.NaN })],
];

const LATER_MISTAKES: readonly (readonly [what: string, code: BusErrorCode, make: (bus: Bus) => Promise<unknown>])[] = [
  ["a pattern for pollOrWake", "INVALID_PATTERN", (bus) => pollOrWake(bus, any(""), { everyMs: 1 }).next()],
  ["a poll that never comes", "INVALID_CONFIG", (bus) => pollOrWake(bus, "topology.>", { everyMs: Infinity }).next()],
];

onEveryBus(({ any: onAnything }) => {
  describe("a mistake throws:", () => {
    test.for(MISTAKES)("%s", async ([, code, make], context) => {
      const stage = await onAnything(context);
      const bus = stage.bus();
      expect(() => make(bus)).toThrow(busError(code));
      await bus.connect();
      const before = bus.stats();
      expect(() => make(bus)).toThrow(busError(code));
      expect(bus.stats()).toEqual(before);
      await expect(bus.flush()).resolves.toBeUndefined();
      await bus.close();
      expect(() => make(bus)).toThrow(busError(code));
    });

    test.for(LATER_MISTAKES)("%s", async ([, code, make], context) => {
      const stage = await onAnything(context);
      const bus = await stage.bus().connect();
      await expect(make(bus)).rejects.toThrow(busError(code));
      expect(bus.stats().subscriptions).toBe(0);
    });

    test("a time-out of flush that never comes", async (context) => {
      const stage = await onAnything(context);
      const bus = await stage.bus().connect();
      await expect(bus.flush({ timeoutMs: Infinity })).rejects.toThrow(busError("INVALID_CONFIG"));
    });

    test("a client name that the bus would refuse", async (context) => {
      const stage = await onAnything(context);
      expect(() => stage.bus({ clientName: "two\nlines" })).toThrow(busError("INVALID_CONFIG"));
      expect(() => stage.bus({ clientName: any(5) })).toThrow(busError("INVALID_CONFIG", "of type number"));
    });
  });
});
