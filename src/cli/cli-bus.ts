// The bus as a command sees it: always the daemon's socket. Somebody who types a command means the real thing, whatever
// DECNET_BUS_ENABLED and DECNET_BUS_TYPE say for the workers.

import type { Bus } from "../client/bus.ts";
import { getBus } from "../get-bus.ts";

/** Connects. Rejects as `Bus.connect` does. */
export function connectCliBus(socket: string | undefined, env: NodeJS.ProcessEnv = process.env): Promise<Bus> {
  const { DECNET_BUS_SOCKET } = env;
  return getBus({
    clientName: clientNameFor(env),
    env: { DECNET_BUS_SOCKET },
    // Whoever types a command wants to know that the bus has gone.
    reconnect: false,
    ...(socket !== undefined && { socket }),
  }).connect();
}

/** Says who it is, where that is a name that the bus takes: it refuses control characters and what is long. */
export function clientNameFor({ USER = "" }: NodeJS.ProcessEnv): string {
  return /^[\w.@-]{1,64}$/.test(USER) ? `decnet (${USER})` : "decnet";
}
