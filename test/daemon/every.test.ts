import { expect, test } from "vitest";
import { every } from "../../src/daemon/every.ts";
import { ManualClock } from "../support/manual-clock.ts";

test("something is done again and again, until it is stopped, also by itself", () => {
  const clock = new ManualClock();
  const atMs: number[] = [];
  const stop = every(clock, 10, () => {
    atMs.push(clock.monotonicMs());
    if (atMs.length === 3) stop();
  });
  clock.advance(100);
  expect(atMs).toEqual([10, 20, 30]);
  expect(clock.pending).toBe(0);
});
