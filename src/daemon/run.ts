// The life of `decnet bus`: start, say so, log a line for each thing that happens, read the configuration again when asked to, stop in order
// when asked to.

import { type DestinationStream, type Logger, pino } from "pino";
import { type Clock, systemClock } from "../clock.ts";
import { BusError } from "../errors.ts";
import { VERSION } from "../version.ts";
import { settableOf } from "./checked-limits.ts";
import { ConnectionLog } from "./connection-log.ts";
import { type DaemonOptions, readSettings } from "./daemon-options.ts";
import { DropLog } from "./drop-log.ts";
import { logDestination } from "./log-destination.ts";
import { lineFormat } from "./log-format.ts";
import { DEFAULT_LOG_LEVEL } from "./log-levels.ts";
import { Reload } from "./reload.ts";
import { loadMetrics, type Metrics } from "./serve-metrics.ts";
import { serve, type ServedBroker } from "./serve.ts";
import { hearSignals, type Signals } from "./signals.ts";
import { socketWarnings } from "./socket-warnings.ts";
import { takeSystemdEnvironment } from "./systemd/environment.ts";
import type { NotifyShell } from "./systemd/notify-shell.ts";
import { startReports } from "./systemd/reports.ts";
import type { ServiceManager } from "./systemd/service-manager.ts";
import { serviceManager } from "./systemd/systemd.ts";
import { whichSocket } from "./systemd/which-socket.ts";

/** What is around the daemon; a test hands in its own. */
export interface Surroundings {
  /** What is in it for this process alone is taken out. Default: process.env. */
  readonly env?: NodeJS.ProcessEnv;
  readonly clock?: Clock;
  /** Takes the log, a JSON object a line. Default: stderr, in the format that is wanted. */
  readonly logTo?: DestinationStream;
  /** What tells systemd, where there is one. */
  readonly startShell?: (notifySocket: string) => NotifyShell;
}

/** What the parts of a running daemon have in common. */
interface Life {
  readonly options: DaemonOptions;
  readonly env: NodeJS.ProcessEnv;
  readonly clock: Clock;
  readonly log: Logger;
  readonly manager: ServiceManager;
  readonly signals: Signals;
  /** An open file that is the socket. */
  readonly inherited: number | undefined;
}

/** How long we stay, at most, for the service manager to hear our last words. */
const LAST_WORDS_MS = 1_000;

/**
 * Runs until SIGTERM or SIGINT; resolves when everything is closed and the socket file is gone.
 * @throws BusError INVALID_CONFIG, NO_SUCH_GROUP, NO_SUCH_FOLDER, NOT_A_SOCKET, ADDRESS_IN_USE, PERMISSION_DENIED.
 */
export async function runDaemon(options: DaemonOptions, surroundings: Surroundings = {}): Promise<void> {
  const { env = process.env, clock = systemClock, startShell } = surroundings;
  const signals = hearSignals();
  try {
    const systemd = takeSystemdEnvironment(env, process.pid);
    const inherited = whichSocket(systemd.sockets);
    const { logTo = logDestination(process.stderr, lineFormat(options.logFormat ?? "auto", process.stderr, env)) } =
      surroundings;
    const log = pino({ base: { pid: process.pid }, timestamp: pino.stdTimeFunctions.isoTime }, logTo);
    const manager = serviceManager(systemd, {
      clock,
      onFault: (fault) => log.error({ fault }, "systemd cannot be told how we are"),
      startShell,
    });
    await live({ options, env, clock, log, manager, signals, inherited });
  } finally {
    signals.close();
  }
}

async function live(life: Life): Promise<void> {
  const { clock, log, manager, signals } = life;
  const drops = new DropLog(log, clock);
  const { broker, reload, metrics } = await start(life, drops).catch(async (error: unknown) => {
    if (error instanceof BusError) manager.tell({ status: `${error.code}: ${error.message}` });
    await lastWords(life);
    throw error;
  });
  manager.tell({ state: "ready", status: reload.status });
  const stopReports = startReports(manager, clock, () => reload.status);
  const stopWatching = drops.watch(() => broker.clients);
  signals.onReload(() => reload.run());
  const signal = await signals.stop;
  log.info({ signal, ...broker.counts }, "stopping");
  reload.end();
  stopReports();
  manager.tell({ state: "stopping", status: "stopping" });
  metrics?.close();
  await broker.stop();
  stopWatching();
  log.info("stopped");
  await lastWords(life);
}

interface Started {
  readonly broker: ServedBroker;
  readonly reload: Reload;
  readonly metrics: Metrics | undefined;
}

async function start(life: Life, drops: DropLog): Promise<Started> {
  const { options, env, clock, log, manager, inherited } = life;
  const read = (): ReturnType<typeof readSettings> => readSettings(options, env);
  log.level = options.logLevel ?? DEFAULT_LOG_LEVEL;
  const { settings, warnings } = read();
  log.level = settings.logLevel;
  const connections = new ConnectionLog(log, clock);
  const metrics = await loadMetrics(settings, { clock, log });
  const broker = await serve({
    settings,
    inherited,
    observe: (event) => {
      if (event.kind === "closed" && event.client !== undefined) drops.gone(event.client, event.dropped);
      connections.observe(event);
      metrics?.observe(event);
    },
    refused: (error) => {
      connections.refused(error);
      metrics?.failed();
    },
  });
  const { socket } = broker;
  const limits = settableOf(settings.limits);
  const how = inherited === undefined ? "listening" : "listening (socket activated)";
  log.info({ ...(socket !== undefined && { socket }), version: VERSION, limits }, how);
  await metrics?.serve(broker).catch(async (error: unknown) => {
    await broker.stop();
    throw error;
  });
  const fallback = inherited === undefined && settings.socket === undefined;
  const ofSocket = socket === undefined ? [] : socketWarnings(socket, fallback);
  for (const warning of [...warnings, ...ofSocket]) log.warn(warning);
  return { broker, reload: new Reload({ log, manager, broker, read, settings }), metrics };
}

/** What is on its way to the service manager may arrive, unless that takes long. */
async function lastWords({ clock, manager }: Life): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = clock.after(LAST_WORDS_MS, resolve);
  await Promise.race([promise, manager.told()]);
  timer.cancel();
}
