// A process that works for a run: it is told what to do, answers by messages, and has no business to write to stderr, or to end before it
// is meant to.

import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";

interface Waiter<Message> {
  readonly wants: (message: Message) => boolean;
  readonly resolve: (message: Message) => void;
  readonly reject: (error: Error) => void;
}

export class Worker<Command extends object, Message extends { readonly kind: string }> {
  readonly name: string;
  /** Resolves when it is gone, to how it should not have ended; undefined if all is well. */
  readonly ended: Promise<string | undefined>;
  readonly #child: ChildProcess;
  #waiters: Waiter<Message>[] = [];
  #stderr = "";
  #hasEnded: string | undefined;

  constructor(name: string, file: string, argument: object) {
    this.name = name;
    const stdio = ["ignore", "ignore", "pipe", "ipc"] as const;
    // Not what a test runner starts its own workers with.
    this.#child = fork(join(import.meta.dirname, file), [JSON.stringify(argument)], {
      stdio: [...stdio],
      execArgv: ["--trace-warnings"],
    });
    this.#child.stderr!.setEncoding("utf8").on("data", (text: string) => (this.#stderr += text));
    this.#child.on("message", (message) => this.#take(message as Message));
    // It may be gone already when it is told something.
    this.#child.on("error", (error) => (this.#stderr += String(error)));
    // Not `once` of node:events, which rejects when the child has an error before.
    const ended = Promise.withResolvers<string | undefined>();
    this.ended = ended.promise;
    this.#child.once("close", (code, signal) => ended.resolve(this.#end(code, signal)));
  }

  tell(command: Command): void {
    if (this.#child.connected) this.#child.send(command);
  }

  /**
   * Resolves to the next message of this kind. A worker that takes longer hangs: the limit is no measure of its speed.
   * @throws Error if it ends, or takes too long.
   */
  async next<Kind extends Message["kind"]>(kind: Kind, limitMs: number): Promise<Extract<Message, { kind: Kind }>> {
    if (this.#hasEnded !== undefined) throw new Error(this.#hasEnded);
    const { promise, resolve, reject } = Promise.withResolvers<Message>();
    this.#waiters.push({ wants: (message) => message.kind === kind, resolve, reject });
    const timer = setTimeout(() => reject(new Error(`${this.name} did not say “${kind}” in ${limitMs} ms`)), limitMs);
    try {
      return (await promise) as Extract<Message, { kind: Kind }>;
    } finally {
      clearTimeout(timer);
      this.#waiters = this.#waiters.filter((waiter) => waiter.resolve !== resolve);
    }
  }

  async kill(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.ended;
  }

  #take(message: Message): void {
    const waiter = this.#waiters.find(({ wants }) => wants(message));
    if (waiter === undefined) return;
    this.#waiters.splice(this.#waiters.indexOf(waiter), 1);
    waiter.resolve(message);
  }

  #end(code: number | null, signal: string | null): string | undefined {
    const said = `${this.name} ended with ${signal ?? String(code)}: ${this.#stderr.trim()}`;
    this.#hasEnded = said;
    for (const { reject } of this.#waiters) reject(new Error(said));
    this.#waiters = [];
    return code === 0 && this.#stderr === "" ? undefined : said;
  }
}
