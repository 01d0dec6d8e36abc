// A broker on a socket file, inside a program of one's own.

import type { BrokerEvent } from "../broker/broker.ts";
import type { BrokerCounts } from "../broker/status.ts";
import type { Environment } from "../config.ts";
import type { Limits } from "../wire/limits.ts";
import { serve } from "./serve.ts";
import { resolveSettings } from "./settings.ts";

export interface StartBrokerOptions {
  /** Path of the socket. Default: DECNET_BUS_SOCKET, else /run/decnet/bus.sock if it can be created there, else ~/.decnet/bus.sock. */
  readonly socket?: string | undefined;
  /** Group that owns the socket. Default: DECNET_BUS_GROUP, else "decnet". Empty: as the system makes it. */
  readonly group?: string | undefined;
  /** Seconds between two `system.bus.health` events, with decimals; 0 = none. Default: DECNET_BUS_HEARTBEAT, else 10. */
  readonly heartbeatS?: number | undefined;
  /** Default for each: its variable, such as DECNET_BUS_QUEUE_EVENTS, else that of DEFAULT_LIMITS. */
  readonly limits?: Partial<Limits>;
  /** Hears of connections that come and go. Must not throw. */
  readonly observe?: (event: BrokerEvent) => void;
  /** Where the DECNET_BUS_ variables are read. Default: process.env. */
  readonly env?: Environment;
}

export interface RunningBroker {
  readonly socket: string;
  readonly counts: BrokerCounts;
  /** Accepts no more, says Goodbye, sends what waits for at most a second, and removes the socket file. Idempotent. */
  stop(): Promise<void>;
}

/**
 * Resolves when the socket accepts connections.
 * @throws BusError INVALID_CONFIG, NO_SUCH_GROUP, NO_SUCH_FOLDER, NOT_A_SOCKET, ADDRESS_IN_USE, PERMISSION_DENIED.
 */
export async function startBroker(options: StartBrokerOptions = {}): Promise<RunningBroker> {
  const { env = process.env, observe } = options;
  const broker = await serve({ settings: resolveSettings(options, env), observe });
  return {
    socket: broker.socket!,
    get counts() {
      return broker.counts;
    },
    stop: () => broker.stop(),
  };
}
