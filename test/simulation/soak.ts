// The simulation for as long as one likes, with seeds that nobody has seen yet:
//
//   npm run test:soak -- --minutes 60
//
// Exits with 1 at the first broken law, after printing the shortest life that breaks it and how to run that again.

import { parseArgs } from "node:util";
import { fc } from "@fast-check/vitest";
import { failureOf } from "./replay.ts";
import { lawsHoldIn, WORLDS, type WorldName } from "./worlds.ts";

const DEFAULT_MINUTES = 10;
/** Lives of one seed: about a second. */
const RUNS_PER_SEED = 250;
const REPORT_EVERY_MS = 30_000;
const MS_PER_MINUTE = 60_000;

const { values } = parseArgs({ options: { minutes: { type: "string", default: String(DEFAULT_MINUTES) } } });
const minutes = Number(values.minutes);
if (!(minutes > 0)) throw new Error(`--minutes is ${values.minutes}; it must be a number above 0.`);
process.exitCode = (await soak(minutes * MS_PER_MINUTE)) ? 0 : 1;

/** Returns whether all laws held. */
async function soak(ms: number): Promise<boolean> {
  const startedMs = performance.now();
  const elapsedMs = (): number => performance.now() - startedMs;
  const worlds = Object.keys(WORLDS) as WorldName[];
  let [runs, seeds, reportedMs] = [0, 0, 0];
  const report = (): void => {
    reportedMs = elapsedMs();
    print(`${runs} runs, ${seeds} seeds, ${(reportedMs / MS_PER_MINUTE).toFixed(1)} minutes`);
  };
  while (elapsedMs() < ms) {
    const world = worlds[seeds % worlds.length]!;
    const details = await fc.check(lawsHoldIn(world), { numRuns: RUNS_PER_SEED });
    runs += details.numRuns;
    seeds++;
    const failure = failureOf(world, details);
    if (failure !== undefined) {
      print(failure);
      return false;
    }
    if (elapsedMs() - reportedMs >= REPORT_EVERY_MS) report();
  }
  report();
  return true;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
