// The daemon under attack: another process, watched from outside.

import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import type { Readable } from "node:stream";
import { LogWatch } from "./log-watch.ts";
import { pollUntil } from "./poll-until.ts";

const START_LIMIT_MS = 30_000;

export interface DaemonEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export class DaemonProcess {
  readonly log = new LogWatch();
  readonly ended: Promise<DaemonEnd>;
  /** There once it is gone. */
  end: DaemonEnd | undefined;
  readonly #child: ChildProcessByStdio<null, null, Readable>;

  /** `args` are node's: the script, and what it is told. Resolves when it listens. */
  static async start(args: readonly string[]): Promise<DaemonProcess> {
    const daemon = new DaemonProcess(args);
    const listens = await pollUntil(START_LIMIT_MS, () => daemon.end !== undefined || daemon.log.has("listening"));
    if (listens && daemon.end === undefined) return daemon;
    await daemon.kill();
    throw new Error(`the daemon does not listen. It said: ${daemon.log.figures.bad.join("\n")}`);
  }

  private constructor(args: readonly string[]) {
    const env = { PATH: process.env["PATH"] ?? "", HOME: "/proc/nonexistent", LC_ALL: "C.UTF-8" };
    this.#child = spawn(process.execPath, args, { env, stdio: ["ignore", "ignore", "pipe"] });
    this.#child.stderr.setEncoding("utf8").on("data", (text: string) => this.log.push(text, performance.now()));
    this.ended = once(this.#child, "close").then(([code, signal]) => {
      this.end = { code: code as number | null, signal: signal as NodeJS.Signals | null };
      return this.end;
    });
  }

  get pid(): number {
    return this.#child.pid!;
  }

  /** Of memory that is its own now; undefined if it is gone. */
  get rssBytes(): number | undefined {
    const kib = /^VmRSS:\s+(\d+) kB$/m.exec(this.#read("status"))?.[1];
    return kib === undefined ? undefined : Number(kib) * 1_024;
  }

  /** Of processor time that it has used. */
  get cpuSeconds(): number {
    // The second field, the name, may hold anything but ")" at its end; user and system time are the 14th and 15th, in 1/100 s.
    const [user = 0, system = 0] = this.#read("stat")
      .replace(/^.*\) /s, "")
      .split(" ")
      .slice(11, 13)
      .map(Number);
    return (user + system) / 100;
  }

  get openFiles(): number {
    return this.end === undefined ? readdirSync(`/proc/${this.pid}/fd`).length : 0;
  }

  async stop(limitMs: number): Promise<DaemonEnd | undefined> {
    this.#child.kill("SIGTERM");
    await pollUntil(limitMs, () => this.end !== undefined);
    return this.end;
  }

  async kill(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.ended;
  }

  #read(file: string): string {
    try {
      return readFileSync(`/proc/${this.pid}/${file}`, "utf8");
    } catch {
      return "";
    }
  }
}
