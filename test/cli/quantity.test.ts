import { describe, expect, test } from "vitest";
import { byteSize, counted, duration, grouped, milliseconds, shortCount, shortRate } from "../../src/cli/quantity.ts";

const MINUTE = 60;
const HOUR = 3_600;
const DAY = 86_400;

describe("a number for people", () => {
  test.each([
    [0, "0"],
    [999, "999"],
    [1_000, "1,000"],
    [1_234_567, "1,234,567"],
    [Number.NaN, "?"],
  ])("%d in full is %s", (count, text) => expect(grouped(count)).toBe(text));

  test.each([
    [0, "0"],
    [9_999, "9,999"],
    [10_000, "10.0k"],
    [99_949, "99.9k"],
    [123_456, "123k"],
    [999_499, "999k"],
    [999_500, "1.00M"],
    [4_567_890, "4.57M"],
    [12e9, "12.0G"],
    [9e15, "9.00P"],
    [Number.POSITIVE_INFINITY, "?"],
  ])("%d in short is %s", (count, text) => expect(shortCount(count)).toBe(text));

  test.each([
    [0, "0"],
    [-1, "0"],
    [0.01, "<0.1"],
    [0.4, "0.4"],
    [9.94, "9.9"],
    [9.96, "10"],
    [812.3, "812"],
    [999.6, "1.00k"],
    [1_240, "1.24k"],
    [2_500_000, "2.50M"],
    [Number.NaN, "?"],
  ])("%d a second is %s", (rate, text) => expect(shortRate(rate)).toBe(text));

  test.each([
    [0, "0 B"],
    [1_023, "1,023 B"],
    [1_024, "1.00 KiB"],
    [8 << 20, "8.00 MiB"],
    [999.6 * 1_024, "0.98 MiB"],
  ])("%d bytes are %s", (bytes, text) => expect(byteSize(bytes)).toBe(text));

  test.each([
    [0.44, "0.4 s"],
    [9.96, "10 s"],
    [59.4, "59 s"],
    [59.6, "1 min"],
    [3 * MINUTE + 20, "3 min 20 s"],
    [2 * HOUR + 5 * MINUTE + 59, "2 h 5 min"],
    [DAY, "1 d"],
    [3 * DAY + 4 * HOUR, "3 d 4 h"],
    [Number.NaN, "?"],
  ])("%d seconds are %s", (seconds, text) => expect(duration(seconds)).toBe(text));

  test.each([
    [0.083, "0.083 ms"],
    [1.5, "1.50 ms"],
    [12.34, "12.3 ms"],
    [999.4, "999 ms"],
    [1_240, "1.24 s"],
    [Number.NaN, "?"],
  ])("%d milliseconds are %s", (ms, text) => expect(milliseconds(ms)).toBe(text));

  test("has its noun in one, and in several", () => {
    expect([0, 1, 1_000].map((count) => counted(count, "event"))).toEqual(["0 events", "1 event", "1,000 events"]);
  });
});
