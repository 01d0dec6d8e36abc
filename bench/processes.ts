// Every process of a run is started here and ended here, by its id, whatever happens: when a row is done, when one fails, with Ctrl-C,
// and, where setpriv(1) exists, even when the benchmark itself is killed.

import { type ChildProcess, fork, spawn, spawnSync } from "node:child_process";
import { closeSync, existsSync, openSync, readFileSync } from "node:fs";
import { createConnection } from "node:net";
import type { Endpoint } from "./endpoint.ts";
import { nowMs, sleep } from "./now.ts";

const START_TIMEOUT_MS = 10_000;
const POLL_MS = 2;
const LOG_LINES = 10;
const OWN_STATUS = "/proc/self/status";

/** Administrators' commands are not on everybody's PATH. */
export const SEARCH_PATH = `${process.env["PATH"] ?? ""}:/usr/local/sbin:/usr/sbin:/sbin`;

const running = new Set<ChildProcess>();
process.on("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});
process.once("SIGINT", () => process.exit(130));
process.once("SIGTERM", () => process.exit(143));

// Each of these becomes the command, so the process id is the command's own.
const GUARD = available("setpriv", ["--pdeathsig", "KILL", "--"]);
const PIN = available("taskset", ["--cpu-list", firstCore()]);

/** Where a process runs. */
export interface Placement {
  /** On the first core, together with all others that are. */
  readonly pinned?: boolean;
}

export interface Launch {
  readonly command: string;
  readonly args: readonly string[];
  readonly endpoint: Endpoint;
}

/** Starts a broker, its output in `log`. Resolves when it accepts connections. */
export async function startBroker(launch: Launch, log: string, { pinned }: Placement): Promise<ChildProcess> {
  const { command, args, endpoint } = launch;
  const [file = command, ...rest] = [...GUARD, ...(pinned ? PIN : []), command, ...args];
  const output = openSync(log, "w");
  const child = spawn(file, rest, { stdio: ["ignore", output, output], env: { ...process.env, PATH: SEARCH_PATH } });
  closeSync(output);
  keep(child);
  if (await accepts(endpoint, child)) return child;
  await end(child);
  const said = readFileSync(log, "utf8").trim().split("\n").slice(-LOG_LINES).join("\n");
  throw new Error(`This does not listen: ${[command, ...args].join(" ")}\nIts last words:\n${said || "(none)"}`);
}

/** Starts a module of this benchmark with a channel to it. */
export function forkModule(path: string, { pinned }: Placement): ChildProcess {
  const [execPath, ...execArgv] = [...GUARD, ...(pinned ? PIN : []), process.execPath];
  return keep(fork(path, { execPath, execArgv, stdio: ["ignore", "inherit", "inherit", "ipc"] }));
}

/** Resolves when the process is gone. Idempotent. */
export async function end(child: ChildProcess): Promise<void> {
  if (!running.has(child)) return;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await gone;
}

/** Until somebody accepts there, or it is too late. */
async function accepts(endpoint: Endpoint, child: ChildProcess): Promise<boolean> {
  for (const giveUp = nowMs() + START_TIMEOUT_MS; nowMs() < giveUp && running.has(child);) {
    if (await connects(endpoint)) return true;
    await sleep(POLL_MS);
  }
  return false;
}

export function connects(endpoint: Endpoint): Promise<boolean> {
  const socket = createConnection({ ...endpoint });
  return new Promise((resolve) => {
    socket.once("error", () => resolve(false));
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
  });
}

export function keep(child: ChildProcess): ChildProcess {
  running.add(child);
  const forget = (): boolean => running.delete(child);
  child.once("exit", forget);
  child.once("error", forget);
  return child;
}

/** The words to put before a command; none where the tool is missing or does not know these. */
function available(tool: string, args: readonly string[]): string[] {
  const { status } = spawnSync(tool, [...args, "true"], { stdio: "ignore" });
  return status === 0 ? [tool, ...args] : [];
}

/** The first that this process may run on. */
function firstCore(): string {
  const status = existsSync(OWN_STATUS) ? readFileSync(OWN_STATUS, "utf8") : "";
  return /^Cpus_allowed_list:\s+(\d+)/mu.exec(status)?.[1] ?? "0";
}
