// Waiting, unless somebody says that it is enough.

import { setTimeout } from "node:timers/promises";

/** Resolves after that time, or when the signal is aborted. */
export async function pause(seconds: number, signal: AbortSignal): Promise<void> {
  try {
    await setTimeout(seconds * 1_000, undefined, { signal });
  } catch {
    // It is aborted.
  }
}
