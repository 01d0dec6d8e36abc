// Something that is done again and again.

import type { Clock } from "../clock.ts";

/** Calls `run` every `ms` milliseconds, counted from the end of the call before. Returns what stops it. */
export function every(clock: Clock, ms: number, run: () => void): () => void {
  let stopped = false;
  let timer = clock.after(ms, again);
  function again(): void {
    run();
    if (!stopped) timer = clock.after(ms, again);
  }
  return () => {
    stopped = true;
    timer.cancel();
  };
}
