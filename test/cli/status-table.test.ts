import { describe, expect, test } from "vitest";
import { widthOf } from "../../src/cli/fit.ts";
import { statusJson } from "../../src/cli/status-json.ts";
import { statusLines } from "../../src/cli/status-table.ts";
import { plain } from "../../src/cli/style.ts";
import { busStatus, clientStatus } from "../support/bus-status.ts";
import { MARKED, PUBLISHED_AT_MS } from "../support/shown.ts";

const SOCKET = "/run/decnet/bus.sock";

const STATUS = busStatus({
  connections: [
    clientStatus({
      clientName: "mutator",
      patterns: ["topology.*.mutation.enqueued"],
      eventsIn: 1_234,
      eventsInPerS: 12.4,
    }),
    clientStatus({
      clientName: "api",
      pid: 4_242,
      patterns: ["decky.>", "topology.>"],
      eventsOut: 1_234_567,
      eventsOutPerS: 1_640,
    }),
    clientStatus({
      clientName: "slow",
      pid: 0,
      clientLibrary: "",
      patterns: [">"],
      queuedEvents: 1_024,
      eventsDropped: 41_820,
    }),
  ],
  totals: { eventsIn: 2_345_678, eventsOut: 1_234_567, eventsDropped: 41_820, eventsInPerS: 820 },
  busiestTopics: [
    { topic: "topology.abc.status", eventsIn: 2_000_000 },
    { topic: "lab.x", eventsIn: 12 },
  ],
});

function shown(width: number, status = STATUS): string {
  return `\n${statusLines(status, SOCKET, { width, style: plain }).join("\n")}\n`;
}

describe("a status for people", () => {
  test("fits a terminal of 80 columns", () =>
    expect(shown(80)).toMatchInlineSnapshot(`
    "
    decnet-bus/0.1.0  up 3 h 12 min  /run/decnet/bus.sock  id 5ca1ab1e
    3 connections of 1,024, 4 patterns; rates over the last 1.4 s
    events in 2,345,678 (820/s)  out 1,234,567 (0/s)  dropped 41,820 (0/s)

    NAME      PID  QUEUE     IN    OUT  DROPPED  IN/S  OUT/S  DROP/S  PATTERNS
    mutator   311      0  1,234      0        0    12      0       0  topology.*.mu…
    api      4242      0      0  1.23M        0     0  1.64k       0  2: decky.> to…
    slow        -  1,024      0      0    41.8k     0      0       0  >

    EVENTS  BUSIEST TOPICS
     2.00M  topology.abc.status
        12  lab.x
    "
  `));

  test("says more where there is room", () =>
    expect(shown(130)).toMatchInlineSnapshot(`
    "
    decnet-bus/0.1.0  up 3 h 12 min  /run/decnet/bus.sock  id 5ca1ab1e
    3 connections of 1,024, 4 patterns; rates over the last 1.4 s
    events in 2,345,678 (820/s)  out 1,234,567 (0/s)  dropped 41,820 (0/s)

    NAME      PID  QUEUE     IN    OUT  DROPPED  IN/S  OUT/S  DROP/S  LIBRARY                       PATTERNS
    mutator   311      0  1,234      0        0    12      0       0  decnet-bus/0.1.0 node/24.0.0  topology.*.mutation.enqueued
    api      4242      0      0  1.23M        0     0  1.64k       0  decnet-bus/0.1.0 node/24.0.0  2: decky.> topology.>
    slow        -  1,024      0      0    41.8k     0      0       0  -                             >

    EVENTS  BUSIEST TOPICS
     2.00M  topology.abc.status
        12  lab.x
    "
  `));

  test("of a bus that nobody else uses is short", () => {
    expect(shown(80, busStatus({ connections: [clientStatus({ clientName: "decnet (root)" })] })))
      .toMatchInlineSnapshot(`
      "
      decnet-bus/0.1.0  up 3 h 12 min  /run/decnet/bus.sock  id 5ca1ab1e
      1 connection of 1,024, 0 patterns; rates over the last 1.4 s
      events in 0 (0/s)  out 0 (0/s)  dropped 0 (0/s)

      NAME           PID  QUEUE  IN  OUT  DROPPED  IN/S  OUT/S  DROP/S  PATTERNS
      decnet (root)  311      0   0    0        0     0      0       0  -
      "
    `);
  });

  test("says how many connections there may be, unless the bus does not", () => {
    expect(shown(80, { ...STATUS, maxConnections: 1 })).toContain("\n3 connections of 1, ");
    expect(shown(80, { ...STATUS, maxConnections: null })).toContain("\n3 connections, ");
  });

  test("tells connections that are not in it", () => {
    expect(shown(80, { ...STATUS, connectionsOmitted: 1_200 })).toContain("and 1,200 connections that did not fit");
  });

  test("shows what is lost, and what is about to be", () => {
    const text = statusLines(STATUS, SOCKET, { width: 200, style: MARKED }).join("\n");
    expect(text).toContain("<red>41.8k</>");
    expect(text).toContain("<yellow>1,024</>");
    expect(text).toContain("<red>dropped 41,820 (0/s)</>");
    const full = clientStatus({ queuedEvents: 3, queuedBytes: 8 << 20 });
    expect(statusLines(busStatus({ connections: [full] }), SOCKET, { width: 200, style: MARKED }).join("\n")).toContain(
      "<yellow>3</>",
    );
  });

  test("of a thousand patterns, hostile names and any width is never wider than the terminal", () => {
    const patterns = Array.from({ length: 1_000 }, (_, index) => `p.${index}.${"x".repeat(200)}`);
    const hostile = { clientName: "\u001B[2J\u202E日本".repeat(9), clientLibrary: "\n".repeat(99), patterns };
    const status = busStatus({
      ...STATUS,
      server: "\u001B[31m",
      busId: "\u0007",
      connections: [clientStatus(hostile)],
    });
    for (const width of [1, 10, 33, 80, 200]) {
      for (const line of statusLines(status, `/tmp/${"s".repeat(90)}`, { width, style: plain })) {
        expect(widthOf(line)).toBeLessThanOrEqual(width);
        expect(line).not.toMatch(/\p{Cc}/u);
      }
    }
  });
});

test("a status for programs is one line: the library's status, and when it was", () => {
  const line = statusJson(busStatus({ server: "\u001B\n" }), PUBLISHED_AT_MS);
  expect(line).toMatch(/^[\u0020-\u007E]+$/);
  expect(JSON.parse(line)).toEqual({
    kind: "status",
    time: "2026-03-04T05:06:07.089Z",
    ...busStatus({ server: "\u001B\n" }),
  });
});
