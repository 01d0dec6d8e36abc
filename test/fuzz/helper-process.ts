// A process that helps a campaign: it gets its arguments as JSON, tells by messages how far it is, and stops when told anything.

import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { COMPILED_ONCE } from "../support/compiled-once.ts";

export class HelperProcess<Message> {
  /** Resolves when it is gone, to what it should not have said, or how it should not have ended; undefined if all is well. */
  readonly ended: Promise<string | undefined>;
  hasEnded = false;
  readonly #child: ChildProcess;
  #stderr = "";

  constructor(file: string, argument: object, onMessage: (message: Message) => void) {
    const stdio = ["ignore", "ignore", "pipe", "ipc"] as const;
    // Not what a test runner starts its own workers with.
    this.#child = fork(file, [JSON.stringify(argument)], {
      stdio: [...stdio],
      execArgv: [],
      env: { ...process.env, ...COMPILED_ONCE },
    });
    this.#child.stderr!.setEncoding("utf8").on("data", (text: string) => (this.#stderr += text));
    this.#child.on("message", (message) => onMessage(message as Message));
    // It may be gone already when it is told.
    this.#child.on("error", (error) => (this.#stderr += String(error)));
    this.ended = once(this.#child, "close").then(([code, signal]) => {
      this.hasEnded = true;
      if (code === 0 && this.#stderr === "") return undefined;
      return `ended with ${String(signal ?? code)}: ${this.#stderr.trim()}`;
    });
  }

  /** Resolves when it has ended in its own way. */
  stop(): Promise<string | undefined> {
    this.tell();
    return this.ended;
  }

  tell(): void {
    if (this.#child.connected) this.#child.send("stop");
  }

  async kill(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.ended;
  }
}
