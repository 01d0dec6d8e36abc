// What a process has open, and whether it grows from one kill of the daemon to the next.

import { readdirSync } from "node:fs";
import { mib } from "../fuzz/verdicts/memory.ts";
import type { Belongings } from "./messages.ts";

export function myBelongings(): Belongings {
  const resources: Record<string, number> = {};
  for (const name of process.getActiveResourcesInfo()) resources[name] = (resources[name] ?? 0) + 1;
  return {
    rssBytes: process.memoryUsage.rss(),
    openFiles: readdirSync("/proc/self/fd").length,
    resources,
    listeners: process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0),
  };
}

/** After so many cycles a process is warm: code is compiled, the heap has found its size. */
const WARM_CYCLES = 10;
/** So many before that, and at the end, make a median. */
const WINDOW = 10;

/** Chance: when the collector comes by. */
const GROWTH_SHARE = 0.15;
const GROWTH_BYTES = 8 << 20;

export interface GrowthVerdict {
  readonly process: number;
  readonly warm: Belongings;
  readonly end: Belongings;
  readonly findings: readonly string[];
}

/** `samples`: one of each cycle. Undefined if there are too few to tell. */
export function judgeGrowth(process: number, samples: readonly Belongings[]): GrowthVerdict | undefined {
  if (samples.length < WARM_CYCLES + 2 * WINDOW) return undefined;
  const warm = medianOf(samples.slice(WARM_CYCLES, WARM_CYCLES + WINDOW));
  const end = medianOf(samples.slice(-WINDOW));
  const findings: string[] = [];
  if (end.rssBytes > warm.rssBytes * (1 + GROWTH_SHARE) + GROWTH_BYTES)
    findings.push(`memory grew from ${mib(warm.rssBytes)} to ${mib(end.rssBytes)}`);
  if (end.openFiles > warm.openFiles) findings.push(`open files grew from ${warm.openFiles} to ${end.openFiles}`);
  if (end.listeners > warm.listeners) findings.push(`listeners grew from ${warm.listeners} to ${end.listeners}`);
  for (const [name, count] of Object.entries(end.resources)) {
    const before = warm.resources[name] ?? 0;
    if (count > before) findings.push(`active resources of kind ${name} grew from ${before} to ${count}`);
  }
  return { process, warm, end, findings: findings.map((finding) => `client process ${process}: ${finding}`) };
}

/** Of each figure by itself. */
function medianOf(samples: readonly Belongings[]): Belongings {
  const names = new Set(samples.flatMap(({ resources }) => Object.keys(resources)));
  const of = (figure: (sample: Belongings) => number): number => median(samples.map(figure));
  return {
    rssBytes: of(({ rssBytes }) => rssBytes),
    openFiles: of(({ openFiles }) => openFiles),
    listeners: of(({ listeners }) => listeners),
    resources: Object.fromEntries(Array.from(names, (name) => [name, of(({ resources }) => resources[name] ?? 0)])),
  };
}

/** NaN of nothing. */
export function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}
