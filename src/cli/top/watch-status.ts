// Asks a bus again and again what it is doing. While the bus is away it goes on asking, because the connection comes back by itself.

import type { BusStatus } from "../../client/bus-status.ts";
import type { Bus } from "../../client/bus.ts";
import { BusError } from "../../errors.ts";
import { type CliBusOptions, DEFAULT_TIMEOUT_S, withCliBus } from "../cli-bus.ts";
import { pause } from "../pause.ts";

export interface WatchStatus extends Pick<CliBusOptions, "socket" | "timeout"> {
  /** Seconds between two questions. */
  readonly interval: number;
  /** End after so many answers. */
  readonly count?: number | undefined;
  readonly signal: AbortSignal;
  /** Nothing is asked while it says so. */
  readonly paused?: () => boolean;
  readonly status: (status: BusStatus) => void;
  /** There is no status, because of that. */
  readonly away: (reason: BusError) => void;
}

/** Resolves when there were enough, or it is aborted. Rejects with a BusError if there is no bus at first. */
export async function watchStatus(request: WatchStatus): Promise<void> {
  const { socket, timeout = DEFAULT_TIMEOUT_S, signal, count = Number.POSITIVE_INFINITY, interval } = request;
  // A bus that hangs is told sooner than at first, when somebody waits for it.
  const timeoutMs = Math.min(timeout, Math.max(interval, 1)) * 1_000;
  await withCliBus({ socket, timeout, reconnect: true, signal }, async (bus) => {
    let answers = 0;
    while (!signal.aborted) {
      if (request.paused?.() !== true) {
        const answer = await statusOf(bus, timeoutMs);
        if (signal.aborted) return;
        if (answer instanceof BusError) request.away(answer);
        else {
          request.status(answer);
          if (++answers >= count) return;
        }
      }
      await pause(interval, signal);
    }
  });
}

async function statusOf(bus: Bus, timeoutMs: number): Promise<BusStatus | BusError> {
  try {
    return await bus.status({ timeoutMs });
  } catch (error) {
    if (error instanceof BusError) return error;
    throw error;
  }
}
