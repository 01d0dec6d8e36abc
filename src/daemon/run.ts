// The life of `decnet bus`: start, log a line for each thing that happens, stop in order when asked to.

import { type DestinationStream, type Logger, pino } from "pino";
import type { BrokerEvent } from "../broker/broker.ts";
import { systemClock } from "../clock.ts";
import { VERSION } from "../version.ts";
import { LineBudget } from "./line-budget.ts";
import { logDestination } from "./log-destination.ts";
import { startBroker, type StartBrokerOptions } from "./start-broker.ts";

/**
 * Runs until SIGTERM or SIGINT; resolves when everything is closed and the socket file is gone. Rejects as startBroker does. `logTo`
 * takes the log, a JSON object a line.
 */
export async function runDaemon(
  options: StartBrokerOptions,
  logTo: DestinationStream = logDestination(process.stderr),
): Promise<void> {
  const log = pino({ base: { pid: process.pid }, timestamp: pino.stdTimeFunctions.isoTime }, logTo);
  // Heard from the start: a signal that comes while the socket is being made must not leave it behind.
  const stop = stopSignal();
  const budget = new LineBudget(() => systemClock.monotonicMs());
  const broker = await startBroker({ ...options, observe: (event) => logConnection(log, budget, event) });
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

/** One that went without a word, such as a probe whether the bus is alive, is no event of anybody's life. */
function logConnection(log: Logger, budget: LineBudget, event: BrokerEvent): void {
  if (event.kind === "closed" && event.client === undefined && event.reason === undefined) return;
  const allowed = budget.take();
  if (allowed === undefined) return;
  if (allowed.leftOut > 0) log.warn({ count: allowed.leftOut }, "connections come and go too fast to log them all");
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
