// systemd as the service manager: what there is to tell is put into its words (sd_notify(3)), one message after the other. While one is on its
// way the next ones gather, so that little waits, however slow systemd is.

import type { Clock } from "../../clock.ts";
import type { SystemdEnvironment } from "./environment.ts";
import { type NotifyShell, startNotifyShell, systemdNotify } from "./notify-shell.ts";
import { type News, NO_SERVICE_MANAGER, type ServiceManager } from "./service-manager.ts";

/** systemd-notify itself gives up after five seconds. */
const PATIENCE_MS = 10_000;
const NS_PER_US = 1_000n;
/** Of UTF-16, so three times as many bytes at most. systemd ignores a message of more than 4,096 bytes, and what else it says with it. */
const MAX_STATUS_CHARS = 1_000;

export interface SystemdOptions {
  readonly clock: Clock;
  /** Hears once what is wrong, if systemd cannot be told. */
  readonly onFault: (fault: string) => void;
  /** Starts what tells it; called again when that has ended. Default: a shell with systemd-notify; undefined if there is none. */
  readonly startShell?: ((notifySocket: string) => NotifyShell) | undefined;
}

/** The service manager that the environment tells of; one that wants to know nothing if there is none. */
export function serviceManager(environment: SystemdEnvironment, options: SystemdOptions): ServiceManager {
  const { notifySocket, watchdogMs } = environment;
  if (notifySocket === undefined) return NO_SERVICE_MANAGER;
  const { startShell = installedShell() } = options;
  if (startShell === undefined) {
    options.onFault(
      "systemd-notify is not installed (neither in /usr/bin nor in /bin), so systemd does not hear of us",
    );
    return NO_SERVICE_MANAGER;
  }
  return new Systemd(watchdogMs, () => startShell(notifySocket), options);
}

function installedShell(): ((notifySocket: string) => NotifyShell) | undefined {
  const command = systemdNotify();
  return command === undefined ? undefined : (notifySocket) => startNotifyShell(command, notifySocket);
}

class Systemd implements ServiceManager {
  readonly watchdogMs: number | undefined;
  readonly #start: () => NotifyShell;
  readonly #options: SystemdOptions;
  #shell: NotifyShell | undefined;
  #waiting: News[] = [];
  #busy = false;
  #faultTold = false;
  #told = Promise.withResolvers<void>();

  constructor(watchdogMs: number | undefined, start: () => NotifyShell, options: SystemdOptions) {
    this.watchdogMs = watchdogMs;
    this.#start = start;
    this.#options = options;
    this.#told.resolve();
  }

  tell(news: News): void {
    const last = this.#waiting.at(-1);
    if (last === undefined || (news.state !== undefined && last.state !== undefined)) this.#waiting.push(news);
    else this.#waiting[this.#waiting.length - 1] = { ...last, ...news };
    if (this.#busy) return;
    this.#told = Promise.withResolvers();
    this.#next();
  }

  told(): Promise<void> {
    return this.#told.promise;
  }

  #next(): void {
    const news = this.#waiting.shift();
    this.#busy = news !== undefined;
    if (news === undefined) {
      this.#told.resolve();
      return;
    }
    const timer = this.#options.clock.after(PATIENCE_MS, () => {
      this.#shell?.kill();
      this.#done(`systemd-notify has not come to an end within ${PATIENCE_MS / 1_000} s`);
    });
    this.#notify(news, (fault) => {
      timer.cancel();
      this.#done(fault);
    });
  }

  #notify(news: News, done: (fault: string | undefined) => void): void {
    try {
      if (this.#shell === undefined || this.#shell.ended) this.#shell = this.#start();
    } catch (error) {
      done(String(error));
      return;
    }
    this.#shell.notify(assignments(news), done);
  }

  #done(fault: string | undefined): void {
    if (fault !== undefined && !this.#faultTold) {
      this.#options.onFault(fault);
      this.#faultTold = true;
    }
    this.#next();
  }
}

function assignments({ state, status, alive }: News): string[] {
  const stated = { ready: ["READY=1"], reloading: reloading(), stopping: ["STOPPING=1"] };
  return [
    ...(state === undefined ? [] : stated[state]),
    ...(alive === true ? ["WATCHDOG=1"] : []),
    ...(status === undefined ? [] : [`STATUS=${oneLine(status)}`]),
  ];
}

/** With the time, so that systemd can tell this reload from an earlier one (Type=notify-reload). */
function reloading(): string[] {
  return ["RELOADING=1", `MONOTONIC_USEC=${process.hrtime.bigint() / NS_PER_US}`];
}

/** Tabs and line ends are what assignments are told apart by. */
function oneLine(text: string): string {
  const line = text.replaceAll(/\p{Cc}+/gu, " ");
  return line.length <= MAX_STATUS_CHARS ? line : `${line.slice(0, MAX_STATUS_CHARS).toWellFormed()}…`;
}
