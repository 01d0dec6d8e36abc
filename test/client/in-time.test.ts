import { describe, expect, test } from "vitest";
import { inTime, timerMs } from "../../src/client/in-time.ts";
import { busError } from "../support/bus-error.ts";
import { ManualClock } from "../support/manual-clock.ts";
import { settled } from "../support/settled.ts";
import { unhandledRejections } from "../support/unhandled-rejections.ts";

describe("waiting in time", () => {
  test("says true when the promise resolves, and leaves no timer", async () => {
    const clock = new ManualClock();
    expect(await inTime(Promise.resolve(), 100, clock)).toBe(true);
    expect(clock.pending).toBe(0);
  });

  test("says false when the time is over; what comes of the promise then is nobody's business", async () => {
    const rejections = unhandledRejections();
    const clock = new ManualClock();
    const { promise, reject } = Promise.withResolvers<void>();
    const result = inTime(promise, 100, clock);
    clock.advance(100);
    expect(await result).toBe(false);
    reject(new Error("late"));
    await settled();
    expect(rejections).toEqual([]);
  });

  test("rejects as the promise does, and leaves no timer", async () => {
    const clock = new ManualClock();
    await expect(inTime(Promise.reject(new Error("no")), 100, clock)).rejects.toThrow("no");
    expect(clock.pending).toBe(0);
  });
});

describe("milliseconds of an option", () => {
  test.for([0.5, 1, 2 ** 31 - 1])("%d will do", (ms) => {
    expect(timerMs("everyMs", ms)).toBe(ms);
  });

  test.for([0, -1, 2 ** 31, Number.NaN, Number.POSITIVE_INFINITY])(
    "%d will not: a timer would take it for “at once”",
    (ms) => {
      expect(() => timerMs("everyMs", ms)).toThrow(busError("INVALID_CONFIG", `everyMs is ${ms}`));
    },
  );
});
