import { describe, expect, test } from "vitest";
import { byMinute, judgeMemory, type MemorySample } from "./memory.ts";

const MIB = 2 ** 20;

/** One sample a second. */
function samples(count: number, mibAt: (second: number) => number): MemorySample[] {
  return Array.from({ length: count }, (_, second) => ({ atMs: second * 1_000, rssBytes: mibAt(second) * MIB }));
}

describe("memory is flat", () => {
  test.each([
    ["after it warmed up", (second: number) => Math.min(150, 60 + second)],
    ["with a saw's teeth", (second: number) => 100 + (second % 20) * 5],
    ["with a peak now and then", (second: number) => (second % 60 === 0 ? 900 : 100)],
    ["while it shrinks", (second: number) => 300 - second / 5],
  ])("%s", (_how, mibAt) => {
    expect(judgeMemory(samples(600, mibAt))!.finding).toBeUndefined();
  });
});

describe("memory leaks", () => {
  test.each([
    ["all along", (second: number) => 100 + second / 5],
    ["all along, with a saw's teeth", (second: number) => 100 + second / 5 + (second % 20) * 5],
    ["by a step in the last third", (second: number) => (second < 450 ? 100 : 130)],
  ])("%s", (_how, mibAt) => {
    expect(judgeMemory(samples(600, mibAt))!.finding).toContain("the daemon's memory grew from");
  });
});

test("the bound is said with the medians", () => {
  const verdict = judgeMemory(samples(120, () => 100))!;
  expect(verdict).toEqual({
    secondThirdBytes: 100 * MIB,
    lastThirdBytes: 100 * MIB,
    boundBytes: 100 * MIB * 1.15 + 8 * MIB,
    finding: undefined,
  });
});

test("a run of less than two minutes is not judged", () => {
  expect(judgeMemory(samples(119, (second) => second * 100))).toBeUndefined();
});

test("is summed up by minute", () => {
  expect(byMinute(samples(90, (second) => second))).toEqual([
    { minute: 0, minBytes: 0, medianBytes: 30 * MIB, maxBytes: 59 * MIB },
    { minute: 1, minBytes: 60 * MIB, medianBytes: 75 * MIB, maxBytes: 89 * MIB },
  ]);
});
