import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { systemClock } from "../src/clock.ts";

describe("the machine's clock", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test("counts milliseconds, for intervals and since 1970 for stamps", () => {
    vi.setSystemTime(new Date("2026-01-02T03:04:05.678Z"));
    const before = systemClock.monotonicMs();
    vi.advanceTimersByTime(1_500);
    expect(systemClock.monotonicMs() - before).toBe(1_500);
    expect(systemClock.unixMs()).toBe(Date.parse("2026-01-02T03:04:07.178Z"));
  });

  test("makes a call once, when its time has come", () => {
    const run = vi.fn<() => void>();
    systemClock.after(100, run);
    vi.advanceTimersByTime(99);
    expect(run).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1_000);
    expect(run).toHaveBeenCalledOnce();
  });

  test("does not make a call that was called off, twice or too late included", () => {
    const run = vi.fn<() => void>();
    const timer = systemClock.after(100, run);
    timer.cancel();
    timer.cancel();
    vi.advanceTimersByTime(1_000);
    expect(run).not.toHaveBeenCalled();
    const late = systemClock.after(100, run);
    vi.advanceTimersByTime(100);
    late.cancel();
    expect(run).toHaveBeenCalledOnce();
  });
});
