// Waiting for an answer, but not for ever: a bus that hangs must not hang those who use it.

import type { Clock } from "../clock.ts";
import { BusError } from "../errors.ts";

/** What a timer can be set to: more, and it goes off at once. Nearly 25 days. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/**
 * Returns `ms` if a timer can be set to it.
 * @throws BusError INVALID_CONFIG, naming the option, otherwise: Infinity and NaN would mean “at once”.
 */
export function timerMs(option: string, ms: number): number {
  if (ms > 0 && ms <= MAX_TIMER_MS) return ms;
  throw new BusError(
    "INVALID_CONFIG",
    `${option} is ${ms}; give milliseconds, more than 0 and at most ${MAX_TIMER_MS}.`,
  );
}

/** True when `promise` resolves, false if it has not settled after `ms` milliseconds. Rejects as it does. */
export async function inTime(promise: Promise<unknown>, ms: number, clock: Clock): Promise<boolean> {
  const late = Promise.withResolvers<boolean>();
  const timer = clock.after(ms, () => late.resolve(false));
  try {
    return await Promise.race([promise.then(() => true), late.promise]);
  } finally {
    timer.cancel();
  }
}
