// docs/operations.md says what an operator can set: what the code says.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { grouped } from "../../src/cli/quantity.ts";
import { SETTABLE_LIMITS, type SettableLimitName } from "../../src/daemon/checked-limits.ts";
import { LIMIT_VARIABLES } from "../../src/daemon/config-file.ts";
import { LOG_LEVELS } from "../../src/daemon/log-levels.ts";
import { busMetrics } from "../../src/daemon/metrics/bus-metrics.ts";
import { ConnectionCounts } from "../../src/daemon/metrics/connection-counts.ts";
import { DEFAULT_LIMITS } from "../../src/wire/limits.ts";
import { ROOT } from "../support/run-command.ts";

const page = readFileSync(join(ROOT, "docs/operations.md"), "utf8");

test.each(Object.keys(SETTABLE_LIMITS) as SettableLimitName[])(
  "the page has flag, variable and default of %s",
  (name) => {
    const beginning = `| \`--${SETTABLE_LIMITS[name].flag}\` | \`${LIMIT_VARIABLES[name]}\` | ${grouped(DEFAULT_LIMITS[name])}`;
    expect(page.split("\n").find((line) => line.startsWith(beginning))).toBeDefined();
  },
);

test("the page has each metric of the bus, with its type and label, and no other", async () => {
  const broker = {
    counts: { connections: 0, patterns: 0, eventsIn: 0, eventsOut: 0, eventsDropped: 0 },
    clients: [],
    limits: DEFAULT_LIMITS,
    uptimeMs: 0,
  };
  const source = { broker, connections: new ConnectionCounts(), version: "", limits: () => ({}) };
  const metrics = await busMetrics(source).getMetricsAsJSON();
  const own = metrics.filter(({ name }) => name.startsWith("decnet_bus_"));
  const rows = page.split("\n").filter((line) => line.startsWith("| `decnet_bus_"));
  expect(rows.map((row) => row.split(" | ", 2).join(" | "))).toEqual(
    expect.arrayContaining(own.map(({ name, type }) => expect.stringContaining(`| \`${name}\` | ${type}`) as string)),
  );
  expect(rows).toHaveLength(own.length);
});

test("the page has all levels of the log", () => {
  expect(page).toContain(LOG_LEVELS.map((level) => `\`${level}\``).join(", "));
});
