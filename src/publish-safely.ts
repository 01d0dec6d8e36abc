// For publishers that must not be broken by anything: the database write has already happened.

import type { Bus, PublishOptions } from "./client/bus.ts";
import type { FreeForm, PayloadFor, PublishableTopic } from "./registry/topic-types.ts";

/** What `publishSafely` reports to: pino and console fit. */
export interface WarningLog {
  warn(message: string): void;
}

/**
 * Publishes, and turns even a mistake of the caller (a bad topic, a payload that does not fit) into a warning. False: it was not handed
 * over. `bus` may be null, as `getAppBus()` gives it when there is none.
 */
export function publishSafely<const Topic extends string | FreeForm>(
  bus: Bus | null,
  topic: PublishableTopic<Topic>,
  payload: PayloadFor<Topic>,
  { log = console, ...options }: PublishOptions & { readonly log?: WarningLog } = {},
): boolean {
  try {
    return bus?.publish(topic, payload, options) ?? false;
  } catch (error) {
    log.warn(`bus: not published: ${error instanceof Error ? error.message : String(error)}`);
    return false;
  }
}
