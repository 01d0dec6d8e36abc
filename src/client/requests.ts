// Questions that wait for their answer, by ref: Subscribe and Unsubscribe for a Result, Ping for a Pong.

import type { BusError } from "../errors.ts";

interface Pending {
  readonly resolve: () => void;
  readonly reject: (error: BusError) => void;
}

export class Requests {
  readonly #pending = new Map<number, Pending>();
  #lastRef = 0;
  #failed: BusError | undefined;

  /** Gives `ask` a fresh ref and resolves when it is answered. Rejects at once after `failAll`. */
  ask(ask: (ref: number) => void): Promise<void> {
    if (this.#failed !== undefined) return Promise.reject(this.#failed);
    // 32 bits on the wire; 0 is left out so that a ref that was never set answers nothing.
    const ref = (this.#lastRef = (this.#lastRef % 0xffff_ffff) + 1);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#pending.set(ref, { resolve, reject });
    ask(ref);
    return promise;
  }

  /** An answer came; one that nobody asked for is ignored. */
  settle(ref: number, refusal?: BusError): void {
    const pending = this.#pending.get(ref);
    if (pending === undefined) return;
    this.#pending.delete(ref);
    if (refusal === undefined) pending.resolve();
    else pending.reject(refusal);
  }

  /** No answer will come any more. */
  failAll(error: BusError): void {
    this.#failed = error;
    for (const { reject } of this.#pending.values()) reject(error);
    this.#pending.clear();
  }
}
