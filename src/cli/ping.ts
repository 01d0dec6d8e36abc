// Round trips of a fence: `decnet bus ping` without the process around it. What comes back was routed by the bus's own loop, so the time
// is also what an event waits there.

import type { Bus } from "../client/bus.ts";
import { roundTripMs } from "../client/visit.ts";
import { BusError } from "../errors.ts";
import { type CliBusOptions, DEFAULT_TIMEOUT_S, withCliBus } from "./cli-bus.ts";
import { pause } from "./pause.ts";

export interface Ping extends Pick<CliBusOptions, "socket" | "timeout"> {
  readonly count: number;
  /** Seconds between two of them. */
  readonly interval: number;
  readonly signal: AbortSignal;
  readonly trip: (trip: RoundTrip) => void;
}

export interface RoundTrip {
  /** From 1. */
  readonly number: number;
  /** Undefined if it did not come back. */
  readonly ms: number | undefined;
  readonly reason: BusError | undefined;
}

export interface PingSummary {
  readonly sent: number;
  readonly received: number;
  /** Undefined if none came back. */
  readonly minMs: number | undefined;
  readonly medianMs: number | undefined;
  readonly maxMs: number | undefined;
}

/** Resolves when all were tried, the bus has gone away, or it is aborted. Rejects with a BusError if there is no bus. */
export async function ping({ count, interval, signal, trip, ...options }: Ping): Promise<PingSummary> {
  const times: number[] = [];
  let sent = 0;
  await withCliBus({ ...options, signal }, async (bus) => {
    while (sent < count && !signal.aborted) {
      const result = await roundTrip(bus, sent + 1, (options.timeout ?? DEFAULT_TIMEOUT_S) * 1_000);
      if (signal.aborted) break;
      sent++;
      if (result.ms !== undefined) times.push(result.ms);
      trip(result);
      // Without a connection there is nothing to wait for.
      if (!bus.connected) break;
      if (sent < count) await pause(interval, signal);
    }
  });
  return summaryOf(sent, times);
}

async function roundTrip(bus: Bus, number: number, timeoutMs: number): Promise<RoundTrip> {
  try {
    return { number, ms: await roundTripMs(bus, timeoutMs), reason: undefined };
  } catch (error) {
    if (error instanceof BusError) return { number, ms: undefined, reason: error };
    throw error;
  }
}

export function summaryOf(sent: number, times: readonly number[]): PingSummary {
  const sorted = times.toSorted((one, other) => one - other);
  const middle = sorted.length / 2;
  // Of an even number the mean of the two in the middle.
  const medianMs = sorted.length === 0 ? undefined : (sorted[Math.ceil(middle) - 1]! + sorted[Math.floor(middle)]!) / 2;
  return { sent, received: sorted.length, minMs: sorted[0], medianMs, maxMs: sorted.at(-1) };
}
