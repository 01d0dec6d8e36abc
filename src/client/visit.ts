// A short visit: somebody connects, asks something, and goes. No bus keeps a visitor, neither one that hangs when it is asked, nor one
// that hangs when it is left.

import { systemClock } from "../clock.ts";
import type { BusError } from "../errors.ts";
import type { Bus } from "./bus.ts";
import { inTime } from "./in-time.ts";

/** A bus that is left is told so, for so long. */
export const LEAVE_MS = 250;

/** Of the time of a visit, what is left; at least a millisecond. */
export type LeftMs = () => number;

export interface Visit {
  /** How long connecting may take, and whatever `use` does with `leftMs`. */
  readonly timeoutMs: number;
  /** What is thrown if connecting takes longer. */
  readonly late: () => BusError;
}

/**
 * Connects, calls `use`, and closes the bus.
 * @throws BusError as `Bus.connect` does; `late()`; whatever `use` throws.
 */
export async function visit<T>(bus: Bus, { timeoutMs, late }: Visit, use: (leftMs: LeftMs) => Promise<T>): Promise<T> {
  const endMs = performance.now() + timeoutMs;
  const leftMs = (): number => Math.max(1, endMs - performance.now());
  try {
    if (!(await inTime(bus.connect(), leftMs(), systemClock))) throw late();
    return await use(leftMs);
  } finally {
    await inTime(bus.close(), LEAVE_MS, systemClock);
  }
}

/** Milliseconds until a fence comes back. Rejects as `Bus.flush` does. */
export async function roundTripMs(bus: Bus, timeoutMs: number): Promise<number> {
  const startedMs = performance.now();
  await bus.flush({ timeoutMs });
  return performance.now() - startedMs;
}
