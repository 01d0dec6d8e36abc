// Another process that a test watches. Its streams are kept apart, what it says is waited for and not slept for, and it never outlives
// the test: `await using`, and for a test that was cut off while it waited, the end of the test file.

import { type ChildProcess, type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import type { Readable } from "node:stream";
import { afterAll } from "vitest";

export interface Outcome {
  /** Exit status; null if a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ProcessOptions {
  /** The whole environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** All that comes from stdin; null: what is typed. Default: nothing. */
  readonly input?: string | Uint8Array | null;
  /** An open file that it gets as number 3. */
  readonly inherit?: number;
}

const running = new Set<RunningProcess>();
afterAll(() => Promise.all([...running].map((process) => process[Symbol.asyncDispose]())));

export class RunningProcess implements AsyncDisposable {
  readonly stdout: OutputText;
  readonly stderr: OutputText;
  readonly ended: Promise<Outcome>;
  readonly #child: ChildProcess;

  constructor(command: string, args: readonly string[], { env, cwd, input = "", inherit }: ProcessOptions) {
    const stdio = ["pipe", "pipe", "pipe", inherit] as const;
    const child = spawn(command, args, { env, cwd, stdio: [...stdio] }) as ChildProcessWithoutNullStreams;
    running.add(this);
    this.#child = child;
    this.stdout = new OutputText(child, child.stdout);
    this.stderr = new OutputText(child, child.stderr);
    // It need not read to the end.
    child.stdin.on("error", () => {});
    if (input !== null) child.stdin.end(input);
    this.ended = once(child, "close").then(([code, signal]) => {
      running.delete(this);
      return {
        code: code as number | null,
        signal: signal as NodeJS.Signals | null,
        stdout: this.stdout.text,
        stderr: this.stderr.text,
      };
    });
  }

  get pid(): number {
    return this.#child.pid!;
  }

  /** Where `input` is null. */
  type(text: string | Uint8Array): void {
    this.#child.stdin!.write(text);
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.ended;
  }
}

/** One of its streams. */
class OutputText {
  text = "";
  readonly #stream: Readable;
  #closed = false;
  #changed = Promise.withResolvers<void>();

  constructor(child: ChildProcess, stream: Readable) {
    this.#stream = stream;
    stream.setEncoding("utf8");
    stream.on("data", (chunk: string) => {
      this.text += chunk;
      this.#wake();
    });
    child.once("close", () => {
      this.#closed = true;
      this.#wake();
    });
  }

  /** Whole lines so far. */
  get lines(): readonly string[] {
    return this.text.split("\n").slice(0, -1);
  }

  /** Resolves when `text` stands in it; rejects, showing all of it, if the process ends without. */
  async has(text: string): Promise<void> {
    await this.until(() => this.text.includes(text), `saying “${text}”`);
  }

  /** Resolves to the first `count` lines. */
  async firstLines(count: number): Promise<readonly string[]> {
    await this.until(() => this.lines.length >= count, `saying ${count} lines`);
    return this.lines.slice(0, count);
  }

  /** As a reader does that ends: what is written from now on is a broken pipe. */
  stopReading(): void {
    this.#stream.destroy();
  }

  /** Resolves when `holds` does, which is asked again after each chunk; rejects if the process ends without `what`. */
  async until(holds: () => boolean, what: string): Promise<void> {
    while (!holds()) {
      if (this.#closed) throw new Error(`The process ended without ${what}. It said:\n${this.text}`);
      await this.#changed.promise;
    }
  }

  #wake(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers<void>();
  }
}
