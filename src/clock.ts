// Time, handed in. The broker and the client never ask the machine for the time themselves: a test drives them by hand.

/** A pending call that can be called off. Calling off twice, or after it ran, does nothing. */
export interface Timer {
  cancel(): void;
}

export interface Clock {
  /** Milliseconds that only grow; the zero is arbitrary. For intervals. */
  monotonicMs(): number;
  /** Whole milliseconds since 1970-01-01 UTC. For stamps; may jump when the machine's clock is set. */
  unixMs(): number;
  /** Calls `run` once, after `ms` milliseconds. A real process stays alive until then, or until it is cancelled. */
  after(ms: number, run: () => void): Timer;
}

/** The machine's own clock. */
export const systemClock: Clock = {
  monotonicMs: () => performance.now(),
  unixMs: () => Date.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms);
    return { cancel: () => clearTimeout(timer) };
  },
};

/** The machine's own clock, whose calls do not keep a process alive. */
export const unrefClock: Clock = {
  ...systemClock,
  after: (ms, run) => {
    const timer = setTimeout(run, ms).unref();
    return { cancel: () => clearTimeout(timer) };
  },
};
