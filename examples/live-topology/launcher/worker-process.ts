// One process of the example: started, watched, ended by its id. It stands in a process group of its own, so that Ctrl-C in a terminal
// reaches the launcher alone, which then ends all of them in order.

import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";

export interface WorkerSpec {
  readonly name: string;
  /** For this Node: a program and its arguments. Asked for at each start. */
  readonly command: () => readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether a line that it prints, to either stream, says that it is ready. */
  readonly isReady: (line: string) => boolean;
}

export interface WorkerEvents {
  /** What it prints, but for the lines that say it is ready. */
  readonly onLine: (name: string, line: string) => void;
  /** It has ended although nobody told it to. */
  readonly onDeath: (worker: WorkerProcess, how: string) => void;
}

const LEASH = join(import.meta.dirname, "leash.ts");

/** How long it may take to end by itself. */
const GRACE_MS = 5_000;
const START_PATIENCE_MS = 20_000;

export class WorkerProcess {
  readonly #spec: WorkerSpec;
  readonly #events: WorkerEvents;
  #child: ChildProcess | undefined;
  #ended: Promise<void> = Promise.resolve();
  #told = false;
  /** It has said that it is ready, and has not ended since. */
  ready = false;
  /** Starts so far. */
  starts = 0;

  constructor(spec: WorkerSpec, events: WorkerEvents) {
    this.#spec = spec;
    this.#events = events;
  }

  get name(): string {
    return this.#spec.name;
  }

  /** Undefined while it does not run. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Resolves to the line that says that it is ready; rejects if it ends before, or takes too long. */
  async start(): Promise<string> {
    if (this.#child !== undefined) throw new Error(`${this.name} runs already.`);
    const { command, env } = this.#spec;
    this.#told = false;
    this.starts++;
    const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", "--import", LEASH, ...command()], {
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe", "ipc"],
      detached: true,
    });
    this.#child = child;
    const ready = Promise.withResolvers<string>();
    const said: string[] = [];
    for (const stream of [child.stdout!, child.stderr!]) {
      createInterface({ input: stream }).on("line", (line) => {
        said.push(line);
        if (said.length > 20) said.shift();
        if (this.#spec.isReady(line)) ready.resolve(line);
        else this.#events.onLine(this.name, line);
      });
    }
    this.#ended = this.#watch(child, (how) => {
      ready.reject(new Error(`${this.name} ended at its start (${how}). It said:\n${said.join("\n")}`));
    });
    const patience = setTimeout(() => ready.reject(new Error(`${this.name} does not get ready.`)), START_PATIENCE_MS);
    const line = await ready.promise.finally(() => clearTimeout(patience));
    this.ready = true;
    return line;
  }

  /** Ends it in order, or, if it does not, by force. Resolves when it is gone. */
  async stop(): Promise<void> {
    const patience = setTimeout(() => this.#signal("SIGKILL"), GRACE_MS);
    await this.#end("SIGTERM");
    clearTimeout(patience);
  }

  /** As a crash would. Resolves when it is gone. */
  kill(): Promise<void> {
    return this.#end("SIGKILL");
  }

  /** Ends it without waiting: for a process that is about to end itself. */
  abandon(): void {
    this.#told = true;
    this.#signal("SIGKILL");
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    this.#told = true;
    this.ready = false;
    this.#signal(signal);
    await this.#ended;
  }

  #signal(signal: NodeJS.Signals): void {
    this.#child?.kill(signal);
  }

  async #watch(child: ChildProcess, onEnd: (how: string) => void): Promise<void> {
    const how = await new Promise<string>((resolve) => {
      child.once("error", (error) => resolve(error.message));
      child.once("close", (code, signal) => resolve(signal ?? `status ${code}`));
    });
    this.#child = undefined;
    this.ready = false;
    onEnd(how);
    if (!this.#told) this.#events.onDeath(this, how);
  }
}
