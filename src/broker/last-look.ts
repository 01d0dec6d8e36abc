// A timer for what a peer has to do in time, that does not blame it for our own standstill.
//
// A process that was stopped for a while (SIGSTOP, a suspended machine) wakes up with the time gone and the bytes there, and timers run
// before anything is read. So the last part of the time begins when we are awake.

import type { Clock, Timer } from "../clock.ts";

const LAST_LOOK_MS = 100;

/** As `clock.after`. */
export function afterALastLook(clock: Clock, ms: number, run: () => void): Timer {
  const lastLookMs = Math.min(LAST_LOOK_MS, ms);
  let timer = clock.after(ms - lastLookMs, () => (timer = clock.after(lastLookMs, run)));
  return { cancel: () => timer.cancel() };
}
