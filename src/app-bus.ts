// One bus for the whole process, for request handlers that must not open a socket each. A failure is remembered: the process stays
// healthy without a bus, and does not try again with every request.

import type { Bus } from "./client/bus.ts";
import { busEnabled } from "./config.ts";
import { getBus, type GetBusOptions } from "./get-bus.ts";
import type { WarningLog } from "./publish-safely.ts";

export interface AppBusOptions extends GetBusOptions {
  /** Hears once that there is no bus. Default: console. */
  readonly log?: WarningLog;
}

let shared: Promise<Bus | null> | undefined;

/**
 * The process's shared, connected bus; null if the bus is disabled, or was down at the first call. Concurrent first calls share one
 * attempt, and `options` count for that one alone. Never rejects.
 */
export function getAppBus(options: AppBusOptions = {}): Promise<Bus | null> {
  return (shared ??= connectShared(options));
}

/** Closes the shared bus, if there is one, and forgets a failure: the next `getAppBus` tries anew. Idempotent. */
export async function closeAppBus(): Promise<void> {
  const closing = shared;
  shared = undefined;
  await (await closing)?.close();
}

async function connectShared({ log = console, ...options }: AppBusOptions): Promise<Bus | null> {
  try {
    return busEnabled(options.env ?? process.env) ? await getBus(options).connect() : null;
  } catch (error) {
    log.warn(error instanceof Error ? error.message : String(error));
    return null;
  }
}
