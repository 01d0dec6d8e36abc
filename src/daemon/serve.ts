// A broker and the socket that it serves, as one thing that can be stopped, and whose settings can change while it runs.

import { randomUUID } from "node:crypto";
import { type Broker, type BrokerEvent, createBroker } from "../broker/broker.ts";
import type { BrokerCounts } from "../broker/status.ts";
import { systemClock } from "../clock.ts";
import { daemonSocket } from "../config.ts";
import type { Host, UnixListener } from "../transport/unix-listener.ts";
import { VERSION } from "../version.ts";
import { groupId } from "./group.ts";
import { startHeartbeat } from "./heartbeat.ts";
import { listenOnInheritedSocket } from "./inherited-socket.ts";
import type { Settings } from "./settings.ts";
import { listenOnSocketFile } from "./socket-file.ts";

export interface ServeOptions {
  readonly settings: Settings;
  /** An open file that is the socket already. Default: one is made, at the path and for the group of the settings. */
  readonly inherited?: number | undefined;
  /** Hears of connections that come and go. Must not throw. */
  readonly observe?: ((event: BrokerEvent) => void) | undefined;
  /** Hears of connections that could not be taken. */
  readonly refused?: (error: Error) => void;
}

export interface ServedBroker {
  /** Path of the socket; undefined if it was inherited, and has none that can be found out. */
  readonly socket: string | undefined;
  readonly counts: BrokerCounts;
  readonly clients: Broker["clients"];
  readonly limits: Broker["limits"];
  readonly uptimeMs: number;
  /** Takes on limits and heartbeat. Socket and group stay as they are. */
  change(settings: Settings): void;
  /** Accepts no more, says Goodbye, sends what waits for at most a second, and removes the socket file if it has made it. Idempotent. */
  stop(): Promise<void>;
}

/**
 * Resolves when the socket accepts connections.
 * @throws BusError INVALID_CONFIG, NO_SUCH_GROUP, NO_SUCH_FOLDER, NOT_A_SOCKET, ADDRESS_IN_USE, PERMISSION_DENIED.
 */
export async function serve({ settings, inherited, observe, refused }: ServeOptions): Promise<ServedBroker> {
  const broker = createBroker({
    clock: systemClock,
    busId: randomUUID(),
    server: `decnet-bus/${VERSION}`,
    limits: settings.limits,
    ...(observe && { observe }),
  });
  const host: Host = { accept: (connection) => broker.accept(connection), refused };
  const { socket, listener } = await listen(settings, inherited, host);
  let { heartbeatS } = settings;
  let stopHeartbeat = startHeartbeat(broker, systemClock, heartbeatS * 1_000);
  return {
    socket,
    get counts() {
      return broker.counts;
    },
    get clients() {
      return broker.clients;
    },
    get limits() {
      return broker.limits;
    },
    get uptimeMs() {
      return broker.uptimeMs;
    },
    change: (changed) => {
      broker.setLimits(changed.limits);
      if (changed.heartbeatS === heartbeatS) return;
      ({ heartbeatS } = changed);
      stopHeartbeat();
      stopHeartbeat = startHeartbeat(broker, systemClock, heartbeatS * 1_000);
    },
    stop: () => {
      stopHeartbeat();
      listener.close();
      return broker.stop();
    },
  };
}

async function listen(
  { socket, group }: Settings,
  inherited: number | undefined,
  host: Host,
): Promise<{ socket: string | undefined; listener: UnixListener }> {
  if (inherited !== undefined) return listenOnInheritedSocket(inherited, socket, host);
  const path = socket ?? daemonSocket(undefined, {});
  return { socket: path, listener: await listenOnSocketFile({ path, groupId: groupId(group) }, host) };
}
