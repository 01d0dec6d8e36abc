// One bus for the whole process, for request handlers that must not open a socket each. A failure is remembered: the process stays
// healthy without a bus, and does not try again with every request.

import type { Bus } from "./client/bus.ts";
import { timerMs } from "./client/in-time.ts";
import { CalmLog, noBusWarning } from "./client/log.ts";
import { systemClock } from "./clock.ts";
import { busEnabled } from "./config.ts";
import { getBus, type GetBusOptions } from "./get-bus.ts";
import type { WarningLog } from "./publish-safely.ts";

export interface AppBusOptions extends GetBusOptions {
  /** Hears once that there is no bus, however often it is tried again. Default: `logger`, else console. */
  readonly log?: WarningLog | undefined;
  /** After a failure, try again with the first call that comes so many milliseconds later. Default: never, for the life of the process. */
  readonly retryAfterMs?: number | undefined;
}

interface Shared {
  readonly bus: Promise<Bus | null>;
  /** When a call may try again; never while it is Infinity, and not while the attempt is under way. */
  retryAtMs: number;
}

let shared: Shared | undefined;

/** What the last failure was said to: the next one may be the same. */
let outage: { readonly to: WarningLog; readonly log: CalmLog } | undefined;

/**
 * The process's shared, connected bus; null if the bus is disabled, or was down at the first call. Concurrent first calls share one
 * attempt, and `options` count for that one alone. Once connected it stays the same bus, and comes back by itself; if somebody closes it, it
 * is closed for all, and the next call makes another. Never rejects.
 */
export function getAppBus(options: AppBusOptions = {}): Promise<Bus | null> {
  if (shared === undefined || systemClock.monotonicMs() >= shared.retryAtMs) shared = share(options);
  return shared.bus;
}

/** Closes the shared bus, if there is one, and forgets a failure: the next `getAppBus` tries anew. Idempotent. */
export async function closeAppBus(): Promise<void> {
  const closing = shared;
  shared = outage = undefined;
  await (await closing?.bus)?.close();
}

function share({ log, retryAfterMs, ...options }: AppBusOptions): Shared {
  const bus = connectShared(options, retryAfterMs, log ?? options.logger ?? console);
  const attempt: Shared = { bus, retryAtMs: Number.POSITIVE_INFINITY };
  void attend(attempt, retryAfterMs);
  return attempt;
}

/** What becomes of an attempt: a failure may be tried again, and a bus that one of its users has closed is no longer shared. */
async function attend(attempt: Shared, retryAfterMs: number | undefined): Promise<void> {
  const bus = await attempt.bus;
  if (bus === null) {
    if (retryAfterMs !== undefined) attempt.retryAtMs = systemClock.monotonicMs() + retryAfterMs;
    return;
  }
  const close = bus.close.bind(bus);
  bus.close = () => {
    if (shared === attempt) shared = undefined;
    return close();
  };
}

async function connectShared(
  options: GetBusOptions,
  retryAfterMs: number | undefined,
  log: WarningLog,
): Promise<Bus | null> {
  try {
    if (retryAfterMs !== undefined) timerMs("retryAfterMs", retryAfterMs);
    if (!busEnabled(options.env ?? process.env)) return null;
    const bus = await getBus(options).connect();
    outage?.log.info("bus: connected");
    outage = undefined;
    return bus;
  } catch (error) {
    if (outage?.to !== log) outage = { to: log, log: new CalmLog(log) };
    outage.log.warn(noBusWarning(error));
    return null;
  }
}
