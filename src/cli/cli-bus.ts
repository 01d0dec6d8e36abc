// The bus as a command sees it: always the daemon's socket. Somebody who types a command means the real thing, whatever
// DECNET_BUS_ENABLED and DECNET_BUS_TYPE say for the workers. And somebody who types waits: not longer than was said.

import type { Bus } from "../client/bus.ts";
import { type LeftMs, visit } from "../client/visit.ts";
import { clientSocket } from "../config.ts";
import { BusError } from "../errors.ts";
import { getBus } from "../get-bus.ts";

/** How long a bus may take to answer, where nobody says anything else. */
export const DEFAULT_TIMEOUT_S = 5;

export interface CliBusOptions {
  readonly socket?: string | undefined;
  /** How long connecting may take, and whatever `use` does with `leftMs`. Default 5. */
  readonly timeout?: number | undefined;
  /** Come back when the connection is lost. Default: false; whoever types a command wants to know that the bus has gone. */
  readonly reconnect?: boolean;
  /** Closes the bus, also while it connects; what is asked of it then rejects with CLOSED. */
  readonly signal?: AbortSignal;
  readonly env?: NodeJS.ProcessEnv;
}

/**
 * Connects, calls `use`, and leaves the bus.
 * @throws BusError as `Bus.connect` does; TIMEOUT if it takes too long; whatever `use` throws.
 */
export async function withCliBus<T>(
  { socket, timeout = DEFAULT_TIMEOUT_S, reconnect = false, signal, env = process.env }: CliBusOptions,
  use: (bus: Bus, leftMs: LeftMs) => Promise<T>,
): Promise<T> {
  const path = cliSocket(socket, env);
  const bus = getBus({ clientName: clientNameFor(env), env: {}, socket: path, reconnect, logger: SILENT });
  const abort = (): void => void bus.close();
  signal?.addEventListener("abort", abort);
  const late = (): BusError => noAnswer(path, timeout);
  try {
    return await visit(bus, { timeoutMs: timeout * 1_000, late }, (leftMs) => use(bus, leftMs));
  } finally {
    signal?.removeEventListener("abort", abort);
  }
}

/** The command says itself what it has to say. */
const SILENT = { warn: () => {} };

export function noAnswer(path: string, timeout: number): BusError {
  const what = `The bus at ${path} did not answer within ${timeout} s: does it hang?`;
  return new BusError("TIMEOUT", `${what} See \`systemctl status decnet-bus\`.`);
}

/** @throws BusError INVALID_CONFIG if it is empty. */
export function cliSocket(socket: string | undefined, { DECNET_BUS_SOCKET }: NodeJS.ProcessEnv = process.env): string {
  return clientSocket(socket, { DECNET_BUS_SOCKET });
}

/** Says who it is, where that is a name that the bus takes: it refuses control characters and what is long. */
export function clientNameFor({ USER = "" }: NodeJS.ProcessEnv, program = "decnet"): string {
  return /^[\w.@-]{1,64}$/.test(USER) ? `${program} (${USER})` : program;
}
