// Time, handed in. The broker and the client never ask the machine for the time themselves: a test drives them by hand.

/** A pending call that can be called off. Calling off twice, or after it ran, does nothing. */
export interface Timer {
  cancel(): void;
}

export interface Clock {
  /** Milliseconds that only grow; the zero is arbitrary. For intervals. */
  monotonicMs(): number;
  /** Nanoseconds since 1970-01-01 UTC. For stamps; may jump when the machine's clock is set. */
  unixNs(): bigint;
  /** Calls `run` once, after `ms` milliseconds. A real process stays alive until then, or until it is cancelled. */
  after(ms: number, run: () => void): Timer;
}

const NS_PER_MS = 1_000_000n;

/** The machine's own clock. */
export const systemClock: Clock = {
  monotonicMs: () => performance.now(),
  unixNs: () => BigInt(Date.now()) * NS_PER_MS,
  after: (ms, run) => {
    const timer = setTimeout(run, ms);
    return { cancel: () => clearTimeout(timer) };
  },
};
