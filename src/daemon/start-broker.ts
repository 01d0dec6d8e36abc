// A broker on a socket file: what `decnet bus` runs, and what a program can embed.

import { randomUUID } from "node:crypto";
import { type BrokerEvent, createBroker } from "../broker/broker.ts";
import type { BrokerCounts } from "../broker/status.ts";
import { systemClock } from "../clock.ts";
import { daemonSocket, type Environment, socketGroup } from "../config.ts";
import { VERSION } from "../version.ts";
import type { Limits } from "../wire/limits.ts";
import { checkedLimits } from "./checked-limits.ts";
import { groupId } from "./group.ts";
import { checkHeartbeat, startHeartbeat } from "./heartbeat.ts";
import { listenOnSocketFile } from "./socket-file.ts";

/** Seconds between two heartbeats unless said otherwise. */
const DEFAULT_HEARTBEAT_S = 10;

export interface StartBrokerOptions {
  /** Path of the socket. Default: DECNET_BUS_SOCKET, else /run/decnet/bus.sock if it can be created there, else ~/.decnet/bus.sock. */
  readonly socket?: string | undefined;
  /** Group that owns the socket. Default: DECNET_BUS_GROUP, else "decnet". Empty: as the system makes it. */
  readonly group?: string | undefined;
  /** Seconds between two `system.bus.health` events, with decimals; 0 = none. Default: 10. */
  readonly heartbeatS?: number | undefined;
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
  const { env = process.env, heartbeatS = DEFAULT_HEARTBEAT_S } = options;
  checkHeartbeat(heartbeatS);
  const limits = checkedLimits(options.limits ?? {});
  const socket = daemonSocket(options.socket, env);
  const file = { path: socket, groupId: groupId(socketGroup(options.group, env)) };
  const broker = createBroker({
    clock: systemClock,
    busId: randomUUID(),
    server: `decnet-bus/${VERSION}`,
    limits,
    ...(options.observe && { observe: options.observe }),
  });
  const listener = await listenOnSocketFile(file, (connection) => broker.accept(connection));
  const stopHeartbeat = startHeartbeat(broker, systemClock, heartbeatS * 1_000);
  return {
    socket,
    get counts() {
      return broker.counts;
    },
    stop: () => {
      stopHeartbeat();
      listener.close();
      return broker.stop();
    },
  };
}
