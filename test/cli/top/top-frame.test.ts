import { stripVTControlCharacters } from "node:util";
import { describe, expect, test } from "vitest";
import { widthOf } from "../../../src/cli/fit.ts";
import { styleFor, plain } from "../../../src/cli/style.ts";
import { type FrameOptions, pageRows, topFrame } from "../../../src/cli/top/top-frame.ts";
import { FIRST_STATE, missed, pressed, sampled, type TopState } from "../../../src/cli/top/top-state.ts";
import { busStatus, clientStatus } from "../../support/bus-status.ts";

const NOW_MS = 1_000_000;
const OPTIONS: FrameOptions = { socket: "/run/decnet/bus.sock", nowMs: NOW_MS, intervalS: 1, style: plain };
const SIZE = { columns: 80, rows: 16 };

const BUSY = busStatus({
  connections: [
    clientStatus({ clientName: "mutator", pid: 311, patterns: ["topology.*.mutation.enqueued"], eventsInPerS: 12.4 }),
    clientStatus({
      clientName: "api",
      pid: 4_242,
      patterns: ["topology.>", "system.>"],
      eventsOutPerS: 1_640,
      eventsOut: 1_234_567,
    }),
    clientStatus({
      clientName: "slow",
      pid: 7,
      patterns: [">"],
      queuedEvents: 1_024,
      eventsDroppedPerS: 812,
      eventsDropped: 41_820,
    }),
  ],
  totals: {
    eventsIn: 2_345_678,
    eventsOut: 1_234_567,
    eventsDropped: 41_820,
    eventsInPerS: 820,
    eventsOutPerS: 1_640,
    eventsDroppedPerS: 812,
  },
});

function crowd(size: number, name = "worker"): TopState {
  const connections = Array.from({ length: size }, (_, index) =>
    clientStatus({ clientName: `${name}-${index}`, patterns: ["lab.>"] }),
  );
  return sampled(FIRST_STATE, busStatus({ connections }));
}

function frame(state: TopState, size = SIZE): string {
  return `\n${topFrame(state, size, OPTIONS).join("\n")}\n`;
}

describe("a frame of top", () => {
  const busy = [{ ...BUSY, totals: { ...BUSY.totals, eventsInPerS: 100 } }, BUSY].reduce(sampled, FIRST_STATE);

  test("has the bus, sums with their last moments, and a line for each connection", () => {
    expect(frame(busy)).toMatchInlineSnapshot(`
      "
      decnet-bus/0.1.0  up 3 h 12 min  /run/decnet/bus.sock  id 5ca1ab1e
      3 connections of 1,024, 4 patterns; rates over the last 1.4 s
      every 1 s
      in         820/s        2,345,678                                             ▁█
      out      1.64k/s        1,234,567                                             ██
      dropped    812/s           41,820                                             ██

      NAME      PID  QUEUE  IN/S  OUT/S▼  DROP/S  DROPPED  ACTIVITY    PATTERNS
      api      4242      0     0   1.64k       0        0          ██  2: topology.> …
      mutator   311      0    12       0       0        0          ██  topology.*.mut…
      slow        7  1,024     0       0     812    41.8k              >




      q quit  ←→ column  r reverse  space pause  ? help
      "
    `);
  });

  test("has more of each where there is room", () => {
    expect(frame(busy, { columns: 120, rows: 13 })).toMatchInlineSnapshot(`
      "
      decnet-bus/0.1.0  up 3 h 12 min  /run/decnet/bus.sock  id 5ca1ab1e
      3 connections of 1,024, 4 patterns; rates over the last 1.4 s
      every 1 s
      in         820/s        2,345,678                                                                                     ▁█
      out      1.64k/s        1,234,567                                                                                     ██
      dropped    812/s           41,820                                                                                     ██

      NAME      PID  QUEUE  IN/S  OUT/S▼  DROP/S  DROPPED  ACTIVITY    PATTERNS
      api      4242      0     0   1.64k       0        0          ██  2: topology.> system.>
      mutator   311      0    12       0       0        0          ██  topology.*.mutation.enqueued
      slow        7  1,024     0       0     812    41.8k              >

      q quit  ←→ column  r reverse  space pause  ? help
      "
    `);
  });

  test("says what it cannot show: a bus that is away, a pause, a restart, connections that did not fit", () => {
    const gone = missed(busy, "The other end closed the connection.", NOW_MS - 12_000);
    expect(frame(gone)).toContain("NO BUS for 12 s, trying again: The other end closed the connection.");
    expect(frame(pressed(busy, "space", 1))).toContain("PAUSED; space goes on");
    const other = sampled(busy, { ...BUSY, busId: "another", connectionsOmitted: 3 });
    expect(frame(other)).toContain("every 1 s; the bus was restarted; and 3 connections that did not fit into");
  });

  test("of a bus on which nothing happens is calm", () => {
    expect(
      frame(sampled(FIRST_STATE, busStatus({ connections: [clientStatus({ clientName: "", pid: 0 })] })), {
        columns: 80,
        rows: 11,
      }),
    ).toMatchInlineSnapshot(`
      "
      decnet-bus/0.1.0  up 3 h 12 min  /run/decnet/bus.sock  id 5ca1ab1e
      1 connection of 1,024, 0 patterns; rates over the last 1.4 s
      every 1 s
      in           0/s                0                                               
      out          0/s                0                                               
      dropped      0/s                0                                               

      NAME  PID  QUEUE  IN/S  OUT/S▼  DROP/S  DROPPED  ACTIVITY    PATTERNS
      -       -      0     0       0       0        0              -

      q quit  ←→ column  r reverse  space pause  ? help
      "
    `);
  });

  test("of two hundred connections shows a page, and which", () => {
    expect(frame(crowd(200))).toContain("1-7 of 200 connections");
    const end = pressed(crowd(200), "end", pageRows(SIZE));
    expect(frame(end)).toContain("194-200 of 200 connections");
    expect(frame(end)).toContain("worker-199");
    // A bus that most have left since.
    expect(frame(sampled(end, crowd(3).status!))).toContain("worker-0");
  });

  test("of a low screen says the rates that it cannot draw, and shows connections", () => {
    const low = frame(pressed(crowd(200), "end", 4), { columns: 80, rows: 10 });
    expect(low).toContain("events in ");
    expect(low).toContain("197-200 of 200 connections");
    for (const name of ["worker-196", "worker-199"]) expect(low).toContain(name);
    expect(low).not.toContain("worker-195");
    // Of what it does not show it says no place.
    expect(frame(crowd(200), { columns: 80, rows: 6 })).not.toContain("of 200 connections");
  });

  test("is its keys when they are asked for", () => {
    expect(frame(pressed(busy, "?", 1), { columns: 80, rows: 20 })).toContain("q, Ctrl-C     end");
  });

  test.each([
    [1, 1],
    [3, 2],
    [20, 5],
    [40, 12],
    [200, 60],
  ])("of %d columns and %d rows has exactly so many rows, and none that is wider", (columns, rows) => {
    const style = styleFor({}, { FORCE_COLOR: "1" });
    const hostile = sampled(busy, {
      ...BUSY,
      connections: [
        ...BUSY.connections,
        clientStatus({ clientName: "\u001B[2J\u202E\n日本語".repeat(40), patterns: ["x".repeat(255)] }),
      ],
    });
    for (const state of [
      FIRST_STATE,
      busy,
      hostile,
      crowd(99),
      pressed(busy, "?", 1),
      missed(hostile, "\u001B[2J", 0),
    ]) {
      const lines = topFrame(state, { columns, rows }, { ...OPTIONS, style });
      expect(lines).toHaveLength(rows);
      for (const line of lines) {
        expect(widthOf(line)).toBeLessThanOrEqual(columns);
        // Colours are the only thing that a terminal is told.
        expect(stripVTControlCharacters(line)).not.toMatch(/\p{Cc}/u);
      }
    }
  });
});
