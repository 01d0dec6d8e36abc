// The end of a turn, in the test's hand: what the broker puts off with `queueMicrotask` waits until the test runs it. So the
// simulation says what happens within one turn, and an exception in such a call is the simulation's and not the process's.

export class HeldTurn {
  #held: (() => void)[] = [];
  readonly #original = globalThis.queueMicrotask;

  /** From here on, until `release`. */
  hold(): void {
    globalThis.queueMicrotask = (run) => void this.#held.push(run);
  }

  release(): void {
    globalThis.queueMicrotask = this.#original;
  }

  /** Runs what waits, and what that puts off in turn. */
  end(): void {
    for (let run = this.#held.shift(); run !== undefined; run = this.#held.shift()) run();
  }
}
