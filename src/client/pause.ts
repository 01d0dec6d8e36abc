// Waiting that can be ended, so that nothing keeps a bus that was closed.

import type { Clock } from "../clock.ts";

export class Pause {
  readonly #clock: Clock;
  #ended = false;
  #wake: (() => void) | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Resolves after `ms` milliseconds, or when it is ended. One at a time. */
  async for(ms: number): Promise<void> {
    if (this.#ended) return;
    const over = Promise.withResolvers<void>();
    const timer = this.#clock.after(ms, over.resolve);
    this.#wake = over.resolve;
    await over.promise;
    timer.cancel();
  }

  /** Ends what waits, and whatever will. */
  end(): void {
    this.#ended = true;
    this.#wake?.();
  }
}
