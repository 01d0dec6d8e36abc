import { describe, expect, test, vi } from "vitest";
import { timeOfDay } from "../../src/cli/time-of-day.ts";
import { PUBLISHED_AT_MS } from "../support/shown.ts";

describe("the time of day", () => {
  test.each([
    ["UTC", "05:06:07.089+00:00"],
    ["Europe/Berlin", "06:06:07.089+01:00"],
    ["America/New_York", "00:06:07.089-05:00"],
    ["Asia/Kolkata", "10:36:07.089+05:30"],
    ["Pacific/Marquesas", "19:36:07.089-09:30"],
  ])("in %s is %s: one's own, with its distance from UTC", (zone, text) => {
    vi.stubEnv("TZ", zone);
    expect(timeOfDay(PUBLISHED_AT_MS, false)).toBe(text);
    expect(timeOfDay(PUBLISHED_AT_MS, true)).toBe("05:06:07.089Z");
  });

  test("of a year with five digits is one too", () => {
    expect(timeOfDay(Number(0xffff_ffff_ffff_ffffn / 1_000_000n), true)).toBe("23:34:33.709Z");
  });

  test("that nobody has said is dashes", () => {
    expect(timeOfDay(Number.NaN, false)).toBe("--:--:--.---");
  });
});
