// Results as files. Of full runs the newest is kept; git remembers the others.

import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { RunResult } from "../result.ts";

const FOLDER = join(import.meta.dirname, "..", "results");

/** Returns the file's path within the repository. */
export function store(result: RunResult): string {
  mkdirSync(FOLDER, { recursive: true });
  for (const older of filesOf(result.mode)) rmSync(join(FOLDER, older));
  const name = `${result.date}-${result.mode}.json`;
  writeFileSync(join(FOLDER, name), `${laidOut(JSON.stringify(result, rounded, 2))}\n`);
  return `bench/results/${name}`;
}

/** @throws Error if there is none. */
export function newestFull(): RunResult {
  const name = filesOf("full").at(-1);
  if (name === undefined) throw new Error("There is no full result in bench/results. Run npm run bench first.");
  return JSON.parse(readFileSync(join(FOLDER, name), "utf8")) as RunResult;
}

/** Oldest first: their names begin with the date. */
function filesOf(mode: RunResult["mode"]): string[] {
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith(`-${mode}.json`))
    .toSorted();
}

/** The repeats of a metric on one line, as the formatter of this repository has it. */
function laidOut(json: string): string {
  return json.replaceAll(/\[\s+([^[\]{}]+?)\s+\]/gu, (_, values: string) => `[${values.replaceAll(/,\s+/gu, ", ")}]`);
}

/** Six digits are more than any repeat agrees with the next in. */
function rounded(_: string, value: unknown): unknown {
  return typeof value === "number" && !Number.isInteger(value) ? Number(value.toPrecision(6)) : value;
}
