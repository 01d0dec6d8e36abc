// Questions that wait for their answer, by ref: Subscribe and Unsubscribe for a Result, Ping for a Pong, StatusRequest for a Status.

import { BusError } from "../errors.ts";

interface Pending<Answer> {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: BusError) => void;
}

/** Those whose answers are alike: what answers one kind of question settles no other. */
export class Requests<Answer = void> {
  readonly #pending = new Map<number, Pending<Answer>>();
  #lastRef = 0;
  #failed: BusError | undefined;

  /** Gives `ask` a fresh ref and resolves when it is answered. Rejects at once after `failAll`. */
  ask(ask: (ref: number) => void): Promise<Answer> {
    if (this.#failed !== undefined) return Promise.reject(this.#failed);
    // 32 bits on the wire; 0 is left out so that a ref that was never set answers nothing.
    const ref = (this.#lastRef = (this.#lastRef % 0xffff_ffff) + 1);
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    this.#pending.set(ref, { resolve, reject });
    ask(ref);
    return promise;
  }

  /** An answer came, or a refusal; one that nobody asked for is ignored. */
  settle(ref: number, answer: Answer | BusError): void {
    const pending = this.#pending.get(ref);
    if (pending === undefined) return;
    this.#pending.delete(ref);
    if (answer instanceof BusError) pending.reject(answer);
    else pending.resolve(answer);
  }

  /** No answer will come any more. */
  failAll(error: BusError): void {
    this.#failed = error;
    for (const { reject } of this.#pending.values()) reject(error);
    this.#pending.clear();
  }
}
