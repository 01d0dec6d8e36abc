// A real `decnet bus`, as a process of its own, on a socket in a folder of its own.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { assertBuilt, startCommand } from "./run-command.ts";
import type { Outcome, RunningProcess } from "./running-process.ts";

export interface DaemonOptions {
  /** Default: a new one in the daemon's own folder. */
  readonly socket?: string;
  /** Besides `--socket`. Default: no group, no heartbeat. */
  readonly args?: readonly string[];
}

/** A line of its log. */
export interface LogLine {
  readonly level: number;
  readonly msg: string;
  readonly [field: string]: unknown;
}

export const LOG_INFO = 30;
export const LOG_WARN = 40;

/** Resolves when it says that it listens; rejects, showing its log, if it ends instead. */
export async function startDaemon({ socket, args = QUIET }: DaemonOptions = {}): Promise<Daemon> {
  assertBuilt();
  const folder = mkdtempSync(join(tmpdir(), "decnet-"));
  const path = socket ?? join(folder, "bus.sock");
  const process = startCommand(["bus", "--socket", path, ...args]);
  const daemon = new Daemon(process, path, folder);
  try {
    await daemon.logged("listening");
    return daemon;
  } catch (error) {
    await daemon[Symbol.asyncDispose]();
    throw error;
  }
}

const QUIET = ["--group", "", "--heartbeat", "0"];

export class Daemon implements AsyncDisposable {
  readonly process: RunningProcess;
  readonly socket: string;
  /** Of its own; gone when it is disposed of. */
  readonly folder: string;

  constructor(process: RunningProcess, socket: string, folder: string) {
    this.process = process;
    this.socket = socket;
    this.folder = folder;
  }

  get log(): readonly LogLine[] {
    return this.process.stderr.lines.map(parseLine);
  }

  /** Resolves when a line with this message, and these fields, is in the log. */
  async logged(msg: string, fields: Readonly<Record<string, unknown>> = {}): Promise<void> {
    const wanted = Object.entries({ msg, ...fields });
    const isWanted = (line: LogLine): boolean => wanted.every(([name, value]) => line[name] === value);
    await this.process.stderr.until(() => this.log.some(isWanted), `logging ${JSON.stringify({ msg, ...fields })}`);
  }

  /** Ends it in order. */
  stop(signal: NodeJS.Signals = "SIGTERM"): Promise<Outcome> {
    this.process.kill(signal);
    return this.process.ended;
  }

  /** Ends it at once: the socket file stays. */
  kill(): Promise<Outcome> {
    return this.stop("SIGKILL");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.process[Symbol.asyncDispose]();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** What is no JSON is an error message, which `logged` shows as a whole when the process has ended. */
function parseLine(line: string): LogLine {
  try {
    return JSON.parse(line) as LogLine;
  } catch {
    return { level: Number.NaN, msg: line };
  }
}
