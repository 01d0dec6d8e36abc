// A machine of its own, with a real systemd: see boot.sh. Tests write its files from outside, and run commands in it.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach } from "vitest";
import { type Outcome, RunningProcess } from "../../support/running-process.ts";
import { Journal } from "./journal.ts";

const BOOT = join(import.meta.dirname, "boot.sh");
const CANNOT = 77;
const ENTER = ["-m", "-p", "-C", "-n", "-u", "-i", "-r", "-w"];
const ENV = { PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", HOME: "/root", LC_ALL: "C.UTF-8" };

/**
 * One machine for the tests of a file, which are skipped, with the reason, where there can be none. `script` prepares it before the boot,
 * `prepare` after it. Call what this returns in the tests.
 */
export function machineForFile(prepare: (machine: Machine) => Promise<void> | void, script?: string): () => Machine {
  let booted: Machine | { readonly reason: string };
  beforeAll(async () => {
    booted = await Machine.boot(script);
    if (booted instanceof Machine) await prepare(booted);
  });
  beforeEach((context) => {
    if (!(booted instanceof Machine)) context.skip(`no systemd in namespaces here: ${booted.reason}`);
  });
  afterAll(async () => {
    if (booted instanceof Machine) await booted[Symbol.asyncDispose]();
  });
  return () => booted as Machine;
}

export class Machine implements AsyncDisposable {
  readonly journal: Journal;
  readonly #boot: ChildProcess;
  readonly #init: number;

  private constructor(boot: ChildProcess, init: number) {
    this.#boot = boot;
    this.#init = init;
    const follow = this.start("journalctl", "--follow", "--no-tail", "--output=json");
    this.journal = new Journal(follow, (text) => this.must("systemd-cat", "echo", text));
  }

  /** Boots one, after the script `prepare` has changed its files; or says why that cannot be done here. */
  static async boot(prepare = ""): Promise<Machine | { readonly reason: string }> {
    const boot = spawn(BOOT, [prepare], { env: { ...process.env, DECNET_NODE: process.execPath } });
    let stdout = "";
    let stderr = "";
    boot.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    const closed = once(boot, "close");
    const up = new Promise<void>((resolve) =>
      boot.stdout.setEncoding("utf8").on("data", (text: string) => {
        stdout += text;
        if (stdout.endsWith("\n")) resolve();
      }),
    );
    await Promise.race([up, closed]);
    if (stdout === "") {
      if (boot.exitCode === CANNOT) return { reason: stderr.trim() };
      throw new Error(`${BOOT} ended with ${boot.exitCode}:\n${stderr}`);
    }
    return new Machine(boot, Number(stdout));
  }

  /** Ends it, and all that runs in it. */
  async [Symbol.asyncDispose](): Promise<void> {
    const closed = once(this.#boot, "close");
    this.#boot.stdin!.end();
    await closed;
  }

  /** What is `path` in it, as this side sees it. */
  path(path: string): string {
    return `/proc/${this.#init}/root${path}`;
  }

  /** Starts a command in it, as root. */
  start(command: string, ...args: readonly string[]): RunningProcess {
    const variables = Object.entries(ENV).map(([name, value]) => `${name}=${value}`);
    return new RunningProcess(
      "nsenter",
      ["-t", String(this.#init), ...ENTER, "env", "-i", ...variables, command, ...args],
      { env: ENV },
    );
  }

  /** Runs a command in it to its end. */
  async run(command: string, ...args: readonly string[]): Promise<Outcome> {
    await using process = this.start(command, ...args);
    return await process.ended;
  }

  /** Runs a command that must succeed; resolves to what it printed, without the last line break. */
  async must(command: string, ...args: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await this.run(command, ...args);
    if (code === 0) return stdout.trimEnd();
    const journal = await this.run("journalctl", "--no-pager", "--lines=20", "--output=cat");
    throw new Error(`${[command, ...args].join(" ")} ended with ${code}:\n${stderr}${stdout}\n${journal.stdout}`);
  }

  /** `systemctl …`, which must succeed. */
  systemctl(...args: readonly string[]): Promise<string> {
    return this.must("systemctl", ...args);
  }

  /** A property of a unit, as systemctl shows it. */
  show(unit: string, property: string): Promise<string> {
    return this.systemctl("show", "--value", `--property=${property}`, unit);
  }
}
