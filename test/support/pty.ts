// A real terminal around a real command: script(1) makes the kernel's end of one, and the test types, looks and changes its size.

import { spawnSync } from "node:child_process";
import { minimalEnv } from "./run-command.ts";
import { RunningProcess } from "./running-process.ts";

const SCRIPT = "/usr/bin/script";

/** Why there can be no terminal here; undefined if there can. */
export function noTerminal(): string | undefined {
  return spawnSync(SCRIPT, ["--version"]).status === 0 ? undefined : "needs script(1) of util-linux";
}

/** Runs a line of shell on a terminal of that size. Its stdout and stderr are the terminal's, in stdout. */
export function onTerminal(line: string, { columns = 80, rows = 20, env = {} } = {}): RunningProcess {
  const setUp = `stty cols ${columns} rows ${rows}; tty; ${line}`;
  return new RunningProcess(SCRIPT, ["--quiet", "--flush", "--return", "--command", setUp, "/dev/null"], {
    env: { ...minimalEnv(), SHELL: "/bin/bash", TERM: "xterm-256color", ...env },
    input: null,
  });
}

/** As if somebody had drawn at a corner of its window. */
export function resize(terminal: RunningProcess, columns: number, rows: number): void {
  const tty = /\/dev\/pts\/\d+/.exec(terminal.stdout.text)![0];
  const args = ["-F", tty, "cols", String(columns), "rows", String(rows)];
  const { status, stderr } = spawnSync("stty", args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`stty: ${stderr}`);
}
