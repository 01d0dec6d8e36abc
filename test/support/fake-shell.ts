// What a daemon tells systemd, instead of telling it: messages wait until the test says what became of them.

import type { NotifyShell } from "../../src/daemon/systemd/notify-shell.ts";

export class FakeShell implements NotifyShell {
  ended = false;
  /** All messages so far, in sd_notify's words. */
  readonly messages: (readonly string[])[] = [];
  #done: ((fault: string | undefined) => void) | undefined;
  readonly #answersAtOnce: boolean;

  constructor({ answersAtOnce = false } = {}) {
    this.#answersAtOnce = answersAtOnce;
  }

  notify(assignments: readonly string[], done: (fault: string | undefined) => void): void {
    if (this.#done !== undefined) throw new Error("one message at a time");
    this.messages.push(assignments);
    this.#done = done;
    if (this.#answersAtOnce) this.answer();
  }

  kill(): void {
    this.ended = true;
    this.#done = undefined;
  }

  /** The message is told, or not, because of `fault`. */
  answer(fault?: string): void {
    const done = this.#done;
    this.#done = undefined;
    done?.(fault);
  }
}
