// The `decnet` command as somebody types it: bin/decnet.js on what was last built, in an environment that holds nothing of the tester's.

import { globSync, statSync } from "node:fs";
import { join } from "node:path";
import { type Outcome, type ProcessOptions, RunningProcess } from "./running-process.ts";

export const ROOT = join(import.meta.dirname, "../..");
export const DECNET = join(ROOT, "bin/decnet.js");

export type CommandOptions = Partial<ProcessOptions>;

/** Starts `decnet …`. `env` is added to a minimal one. */
export function startCommand(args: readonly string[], { env = {}, ...options }: CommandOptions = {}): RunningProcess {
  assertBuilt();
  return new RunningProcess(process.execPath, [DECNET, ...args], { ...options, env: { ...minimalEnv(), ...env } });
}

/** Runs `decnet …` to its end. */
export async function runCommand(args: readonly string[], options: CommandOptions = {}): Promise<Outcome> {
  await using command = startCommand(args, options);
  return await command.ended;
}

/**
 * Nobody's home, and nothing can be made there: in /nonexistent, which is the usual name for such a place, a program that runs as root, and
 * makes what it misses, makes it.
 */
export function minimalEnv(): Record<string, string> {
  return { PATH: process.env["PATH"] ?? "", HOME: "/proc/nonexistent", LC_ALL: "C.UTF-8" };
}

let built = false;

/** Old output would be tested in the place of the sources, and pass, or fail, for no reason that can be seen. */
export function assertBuilt(): void {
  if (built) return;
  // The manifest is the last thing that a build makes.
  const builtMs = Math.min(modifiedMs("dist/cli/main.js"), modifiedMs("oclif.manifest.json"));
  const newer = globSync(["src/**/*.ts", "gen/**/*.ts", "conformance/**/*.ts", "tools/manual/*.ts"], {
    cwd: ROOT,
  }).find((file) => modifiedMs(file) > builtMs);
  if (newer !== undefined) throw new Error(`dist/ is missing, or older than ${newer}. Run: npm run build`);
  built = true;
}

function modifiedMs(file: string): number {
  return statSync(join(ROOT, file), { throwIfNoEntry: false })?.mtimeMs ?? Number.NEGATIVE_INFINITY;
}
