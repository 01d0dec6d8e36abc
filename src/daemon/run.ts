// The life of `decnet bus`: start, log a line for each thing that happens, stop in order when asked to.

import { type DestinationStream, type Logger, pino } from "pino";
import type { BrokerEvent } from "../broker/broker.ts";
import { VERSION } from "../version.ts";
import { startBroker, type StartBrokerOptions } from "./start-broker.ts";

const STDERR = 2;

/**
 * Runs until SIGTERM or SIGINT; resolves when everything is closed and the socket file is gone. Rejects as startBroker does. `logTo`
 * takes the log, a JSON object a line.
 */
export async function runDaemon(
  options: StartBrokerOptions,
  logTo: DestinationStream = pino.destination({ fd: STDERR, sync: true }),
): Promise<void> {
  const log = pino({ base: { pid: process.pid }, timestamp: pino.stdTimeFunctions.isoTime }, logTo);
  // Heard from the start: a signal that comes while the socket is being made must not leave it behind.
  const stop = stopSignal();
  const broker = await startBroker({ ...options, observe: (event) => logConnection(log, event) });
  log.info({ socket: broker.socket, version: VERSION }, "listening");
  const signal = await stop;
  log.info({ signal, ...broker.counts }, "stopping");
  await broker.stop();
  log.info("stopped");
}

/** A second signal, while the first is being obeyed, has its usual effect. */
async function stopSignal(): Promise<NodeJS.Signals> {
  const { promise, resolve } = Promise.withResolvers<NodeJS.Signals>();
  const signals = ["SIGTERM", "SIGINT"] as const;
  for (const signal of signals) process.once(signal, resolve);
  const signal = await promise;
  for (const other of signals) process.removeListener(other, resolve);
  return signal;
}

function logConnection(log: Logger, event: BrokerEvent): void {
  const client = event.client && {
    client: event.client.clientName,
    clientPid: event.client.pid,
    library: event.client.clientLibrary,
  };
  if (event.kind === "opened") {
    log.info(client, "client connected");
    return;
  }
  const { reason, dropped } = event;
  const details = {
    ...client,
    ...(dropped > 0 && { dropped }),
    ...(reason && { code: reason.code, reason: reason.detail }),
  };
  if (reason === undefined) log.info(details, "client disconnected");
  else log.warn(details, "client refused");
}
