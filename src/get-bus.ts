// The factory: the one way to a bus. It reads the configuration and picks what carries it, so that the same worker runs against
// the daemon, in a test, and without any bus.

import type { Bus, HelloOptions } from "./client/bus.ts";
import { createConnectedBus } from "./client/connected-bus.ts";
import { helloOf } from "./client/hello.ts";
import type { BusLogger } from "./client/log.ts";
import { createNullBus } from "./client/null-bus.ts";
import { systemClock, unrefClock } from "./clock.ts";
import { busEnabled, busType, clientSocket, type Environment } from "./config.ts";
import type { Connection } from "./transport/connection.ts";

export interface GetBusOptions extends HelloOptions {
  /** Path of the socket. Default: DECNET_BUS_SOCKET, else /run/decnet/bus.sock if it exists, else ~/.decnet/bus.sock. */
  readonly socket?: string | undefined;
  /** Where DECNET_BUS_ENABLED, _TYPE and _SOCKET are read. Default: process.env. */
  readonly env?: Environment | undefined;
  /** connect() resolves although there is no bus, and the bus goes on trying to find one. Default: false. */
  readonly waitForBus?: boolean | undefined;
  /**
   * Come back by itself when the connection is lost. With false, subscriptions end with the connection, and connect() makes the next.
   * Default: true.
   */
  readonly reconnect?: boolean | undefined;
  /** Let the process end although the bus is open. Default: false. */
  readonly unref?: boolean | undefined;
  /**
   * Hears of connections that are lost and found, and of handlers that throw; pino fits. A bus that is missing is said once
   * (`bus: unavailable: …`) and then counted; where connect() rejects instead, the error says the same. Default: console.
   */
  readonly logger?: BusLogger | undefined;
}

/**
 * Makes a bus; `await bus.connect()` connects it. With DECNET_BUS_ENABLED=false it is one that does nothing; with
 * DECNET_BUS_TYPE=fake one that reaches the other fake buses of this process.
 * @throws BusError INVALID_CONFIG if the environment, or `clientName`, holds a value that cannot work.
 */
export function getBus(options: GetBusOptions = {}): Bus {
  const { env = process.env } = options;
  const hello = helloOf(options);
  if (!busEnabled(env)) return createNullBus();
  const { waitForBus = false, reconnect = true, unref = false, logger = console } = options;
  const open = busType(env) === "fake" ? openFake : openUnix(options.socket, env["DECNET_BUS_SOCKET"]);
  const clock = unref ? unrefClock : systemClock;
  return createConnectedBus({ hello, clock, open, waitForBus, reconnect, unref, logger });
}

/** Loaded only where it is asked for: a worker does not need a broker. */
async function openFake(): Promise<Connection> {
  const { connectToProcessFake } = await import("./testing/process-fake.ts");
  return connectToProcessFake();
}

/**
 * How to open a connection to a socket, which is looked for anew each time: the bus that comes may be a system's, where at first only a
 * user's could have been. It rejects with the BusError that tells why there is none.
 */
export function openUnix(option: string | undefined, DECNET_BUS_SOCKET: string | undefined): () => Promise<Connection> {
  const socket = (): string => clientSocket(option, { DECNET_BUS_SOCKET });
  // What can never work is said at once.
  socket();
  return async () => {
    const { checkSocketPath, connectUnix } = await import("./transport/unix.ts");
    const path = socket();
    try {
      checkSocketPath(path);
      return await connectUnix(path);
    } catch (error) {
      const { noBusError } = await import("./no-bus/no-bus-error.ts");
      throw await noBusError(path, error);
    }
  };
}
