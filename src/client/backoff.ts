// How long to wait before the next attempt to connect: longer with each failure, and each client at another moment, so that a bus that
// comes back is not met by all of them at once ("full jitter").

const FIRST_MS = 50;
const MOST_MS = 5_000;

/** A connection that lasted so long was a success; one that was shorter counts as one more failure. */
const STABLE_MS = 5_000;

export class Backoff {
  readonly #random: () => number;
  #failures = 0;

  /** `random` gives numbers from 0 to 1. */
  constructor(random: () => number) {
    this.#random = random;
  }

  /** Milliseconds until the next attempt, at least 1; more with each call. */
  nextMs(): number {
    const most = Math.min(MOST_MS, FIRST_MS * 2 ** this.#failures++);
    return Math.max(1, Math.round(this.#random() * most));
  }

  /** A connection has ended that lasted `ms`. */
  lasted(ms: number): void {
    if (ms >= STABLE_MS) this.#failures = 0;
  }
}
