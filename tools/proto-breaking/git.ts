// The little of git that is needed, with its refusals as answers instead of exceptions.

import { spawnSync } from "node:child_process";

export interface GitAnswer {
  readonly ok: boolean;
  /** What git printed, or why it did not do it. Without the last line break. */
  readonly text: string;
}

export function git(cwd: string, ...args: readonly string[]): GitAnswer {
  const run = spawnSync("git", args, { cwd, encoding: "utf8" });
  if (run.error !== undefined) return { ok: false, text: run.error.message };
  return run.status === 0 ? { ok: true, text: run.stdout.trimEnd() } : { ok: false, text: run.stderr.trimEnd() };
}
