// What a run leaves behind. It is stored as it is, and every table and picture is drawn from it.

import type { Machine } from "./machine.ts";

export type Unit = "events/s" | "µs" | "ms" | "ns" | "MiB" | "%" | "×";

export interface Metric {
  readonly key: string;
  readonly label: string;
  readonly unit: Unit;
}

/** What one system did: of each metric, a value for each repeat. */
export interface Series {
  readonly system: string;
  readonly repeats: Readonly<Record<string, readonly number[]>>;
}

/** A line of the table of targets. */
export interface Verdict {
  readonly what: string;
  readonly target: string;
  readonly unit: Unit;
  /** One for each repeat; empty if it could not be measured. */
  readonly values: readonly number[];
  readonly met: boolean;
  /** Why there are no values. */
  readonly missing?: string;
}

export interface RowResult {
  readonly name: string;
  readonly title: string;
  /** How it is measured, for the documentation. */
  readonly about: string;
  readonly metrics: readonly Metric[];
  readonly series: readonly Series[];
  readonly verdicts: readonly Verdict[];
  /** What a reader of the figures must know besides. */
  readonly notes: readonly string[];
}

export interface RunResult {
  readonly date: string;
  readonly mode: "full" | "quick";
  readonly repeats: number;
  readonly seconds: number;
  readonly machine: Machine;
  /** Of brokers and of client libraries; null for what is not installed. */
  readonly versions: Readonly<Record<string, string | null>>;
  readonly rows: readonly RowResult[];
  /** Rows that failed, and why. */
  readonly failures: readonly string[];
}
