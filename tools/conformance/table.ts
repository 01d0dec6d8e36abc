// What came of it, implementation by group: brokers and clients are held against different groups, and so have a table each.

import { countsText, isBad, type Result } from "../../conformance/runner/verdicts.ts";
import type { Implementation } from "./implementations.ts";

/** An implementation, and what came of its cases. */
export interface Outcome {
  readonly implementation: Implementation;
  readonly results: readonly Result[];
  readonly ms: number;
}

export interface Table {
  readonly side: Implementation["side"];
  readonly outcomes: readonly Outcome[];
  readonly groups: readonly string[];
}

/** One for each side that was played. */
export function tablesOf(all: readonly Outcome[]): readonly Table[] {
  return (["broker", "client"] as const).flatMap((side) => {
    const outcomes = all.filter(({ implementation }) => implementation.side === side);
    const groups = [...new Set(outcomes.flatMap(({ results }) => results.map(({ group }) => group)))];
    return outcomes.length === 0 ? [] : [{ side, outcomes, groups }];
  });
}

export function ofGroup({ results }: Outcome, group: string): readonly Result[] {
  return results.filter((result) => result.group === group);
}

/** For a terminal: rows of equal columns. */
export function tableText({ side, outcomes, groups }: Table): string {
  const rows = [
    [side, ...outcomes.map(({ implementation }) => implementation.title)],
    ...groups.map((group) => [group, ...outcomes.map((outcome) => cell(ofGroup(outcome, group)))]),
    ["all", ...outcomes.map(({ results }) => cell(results))],
    ["seconds", ...outcomes.map(({ ms }) => (ms / 1_000).toFixed(0))],
  ];
  const widths = rows[0]!.map((_cell, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map((row) =>
      row
        .map((text, column) => text.padEnd(widths[column]!))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

function cell(results: readonly Result[]): string {
  return `${results.some(({ verdict }) => isBad(verdict)) ? "✗" : "✓"} ${countsText(results)}`;
}
