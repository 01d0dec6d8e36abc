// Waiting for what another process does in its own time, where nothing tells that it has.

import { setTimeout as delay } from "node:timers/promises";

const POLL_MS = 25;

/** Asks until `holds` or the time is over; returns whether it held. The limit is for a daemon that hangs, not a measure of its speed. */
export async function pollUntil(limitMs: number, holds: () => boolean | Promise<boolean>): Promise<boolean> {
  const endMs = performance.now() + limitMs;
  while (!(await holds())) {
    if (performance.now() > endMs) return false;
    await delay(POLL_MS);
  }
  return true;
}
