import { describe, expect, test } from "vitest";
import { checkedLimits, SETTABLE_LIMITS, type SettableLimitName } from "../../src/daemon/checked-limits.ts";
import { DEFAULT_LIMITS } from "../../src/wire/limits.ts";
import { busError } from "../support/bus-error.ts";

const limits = Object.entries(SETTABLE_LIMITS).map(([name, limit]) => ({ name: name as SettableLimitName, ...limit }));

/** Values that the bound between queue and frame does not concern. */
const roomy = { queueBytes: 2 ** 32 - 1, maxFrameBytes: 65_536 };

describe("a limit that an operator sets", () => {
  test("is the default if it is not set", () => {
    expect(checkedLimits({})).toEqual(DEFAULT_LIMITS);
  });

  test.each(limits)("$name may be $min to $max", ({ name, min, max }) => {
    for (const value of [min, max]) {
      const given = { ...roomy, ...(name === "maxFrameBytes" ? {} : { [name]: value }) };
      if (name === "queueBytes" && value === min) given.maxFrameBytes = 65_536;
      expect(checkedLimits({ ...given, [name]: value })[name]).toBe(value);
    }
  });

  test.each(limits)("$name may be nothing else", ({ name, min, max }) => {
    for (const value of [min - 1, max + 1, min + 0.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => checkedLimits({ ...roomy, [name]: value })).toThrow(busError("INVALID_CONFIG"));
    }
    expect(() => checkedLimits({ [name]: min - 1 })).toThrow(
      `${name} is ${min - 1}; give a whole number from ${min} to ${max}.`,
    );
  });

  test("must leave room in a queue for an event that fills a frame", () => {
    expect(() => checkedLimits({ queueBytes: 99_999, maxFrameBytes: 100_000 })).toThrow("would never fit into a queue");
    expect(checkedLimits({ queueBytes: 100_000, maxFrameBytes: 100_000 }).queueBytes).toBe(100_000);
  });
});
