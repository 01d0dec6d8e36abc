// What is printed: a block for each row as soon as it is done, and the table of targets at the end.

import type { RowResult, RunResult, Verdict } from "../result.ts";
import { spreadOf } from "../statistics.ts";
import { formatSpread, formatVerdict, sign } from "./format.ts";

export function rowLines({ title, metrics, series, notes }: RowResult): string[] {
  const cells = series.map(({ system, repeats }) => [
    system,
    ...metrics.map(({ key, label, unit }) => `${label} ${formatSpread(spreadOf(repeats[key] ?? []), unit)}`),
  ]);
  return ["", title, ...aligned(cells).map((line) => `  ${line}`), ...notes.map((note) => `  ${note}`)];
}

export function targetLines({ rows, failures }: Pick<RunResult, "rows" | "failures">): string[] {
  const verdicts = rows.flatMap((row) => row.verdicts);
  if (verdicts.length === 0 && failures.length === 0) return [];
  const cells = verdicts.map((verdict: Verdict) => [
    sign(verdict),
    verdict.what,
    `target ${verdict.target}`,
    formatVerdict(verdict),
  ]);
  return [
    "",
    "Targets: median of the repeats (lowest – highest)",
    ...aligned(cells),
    ...failures.map((text) => `✗ ${text}`),
  ];
}

export function headLines({
  date,
  mode,
  repeats,
  machine,
  versions,
}: Omit<RunResult, "rows" | "failures" | "seconds">): string[] {
  const present = Object.entries(versions).flatMap(([name, version]) => (version === null ? [] : `${name} ${version}`));
  const missing = Object.entries(versions).flatMap(([name, version]) => (version === null ? name : []));
  return [
    `${date}, ${mode}, ${repeats} repeats`,
    `${machine.cores} cores of ${machine.cpu}, ${machine.memoryGib} GiB, ${machine.system}, Node ${machine.node}`,
    present.join(", "),
    ...missing.map(
      (name) =>
        `NOT INSTALLED, so not compared with: ${name}. Install it: apt-get install --no-install-recommends ${name}`,
    ),
  ];
}

function aligned(rows: readonly (readonly string[])[]): string[] {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}
