import { describe, expect, test } from "vitest";
import { startReports, statusLine } from "../../../src/daemon/systemd/reports.ts";
import type { News } from "../../../src/daemon/systemd/service-manager.ts";
import { ManualClock } from "../../support/manual-clock.ts";

function reporting(watchdogMs?: number) {
  const clock = new ManualClock();
  const told: (News & { atMs: number })[] = [];
  const source = { status: "idle" };
  const manager = {
    watchdogMs,
    tell: (news: News) => void told.push({ ...news, atMs: clock.monotonicMs() }),
    told: () => Promise.resolve(),
  };
  const stop = startReports(manager, clock, () => source.status);
  return { clock, told, source, stop };
}

describe("the service manager", () => {
  test("hears twice within the watchdog's time that we are alive", () => {
    const { clock, told } = reporting(3_000);
    clock.advance(6_000);
    expect(told).toEqual([1_500, 3_000, 4_500, 6_000].map((atMs) => ({ alive: true, atMs })));
  });

  test("hears nothing of the watchdog where there is none", () => {
    const { clock, told } = reporting();
    clock.advance(100_000);
    expect(told).toEqual([]);
  });

  test("hears what we do when that has changed, and not more often than every five seconds", () => {
    const { clock, told, source } = reporting();
    for (let second = 1; second <= 12; second++) {
      source.status = `busy ${second}`;
      clock.advance(1_000);
    }
    clock.advance(20_000);
    expect(told).toEqual([
      { status: "busy 5", atMs: 5_000 },
      { status: "busy 10", atMs: 10_000 },
      { status: "busy 12", atMs: 15_000 },
    ]);
  });

  test("hears nothing any more once we stop", () => {
    const { clock, told, source, stop } = reporting(1_000);
    source.status = "busy";
    stop();
    clock.advance(60_000);
    expect(told).toEqual([]);
    expect(clock.pending).toBe(0);
  });
});

test.each([
  [0, "0 connections, 1,204 events in, 2,408,000 out, 17 dropped"],
  [1, "1 connection, 1,204 events in, 2,408,000 out, 17 dropped"],
])("what we do, with %i connections, is a line of numbers", (connections, line) => {
  expect(statusLine({ connections, patterns: 2, eventsIn: 1_204, eventsOut: 2_408_000, eventsDropped: 17 })).toBe(line);
});
