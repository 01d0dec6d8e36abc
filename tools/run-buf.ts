// Runs buf as `npm run` would, from wherever the tool itself was started: with the project's own buf, plugins and Node
// first on the path.

import { spawnSync, type SpawnSyncReturns } from "node:child_process";
import { delimiter, join, resolve } from "node:path";

/** The folder with package.json, buf.yaml, proto and gen. */
export const PROJECT_ROOT = resolve(import.meta.dirname, "..");

const BIN = join(PROJECT_ROOT, "node_modules", ".bin");
const MAX_OUTPUT_BYTES = 256 * 1024 * 1024;

/** With this status buf says that the files have faults: proto that does not compile, or that breaks what it was. */
const HAS_FINDINGS = 100;

/**
 * Runs buf in `cwd`, waits for it, and returns what it printed.
 * @throws Error with what buf said, unless it succeeded.
 */
export function runBuf(args: readonly string[], cwd: string = PROJECT_ROOT): Buffer {
  const { status, stdout, stderr } = spawnBuf(args, cwd);
  if (status === 0) return stdout;
  throw new Error(`\`buf ${args.join(" ")}\` failed:\n${stderr.toString().trim()}`);
}

/**
 * The findings that buf prints about files which compile, a line each; empty = none.
 * @throws Error with what buf said, if it could not look for any.
 */
export function findWithBuf(args: readonly string[], cwd: string = PROJECT_ROOT): string[] {
  const { status, stdout, stderr } = spawnBuf(args, cwd);
  if (status !== 0 && status !== HAS_FINDINGS) {
    throw new Error(`\`buf ${args.join(" ")}\` failed:\n${stderr.toString().trim()}`);
  }
  return stdout
    .toString()
    .split("\n")
    .filter((line) => line !== "");
}

function spawnBuf(args: readonly string[], cwd: string): SpawnSyncReturns<Buffer> {
  const PATH = `${BIN}${delimiter}${process.env["PATH"] ?? ""}`;
  const run = spawnSync(join(BIN, "buf"), args, { cwd, env: { ...process.env, PATH }, maxBuffer: MAX_OUTPUT_BYTES });
  if (run.error === undefined) return run;
  throw new Error(`buf could not be started (${run.error.message}). Run \`npm ci\`, which installs it.`);
}
