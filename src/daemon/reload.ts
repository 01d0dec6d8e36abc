// SIGHUP: the configuration is read again, and what can change without losing a connection changes. A configuration that cannot work changes
// nothing; the operator is told, and goes on being told, until it is mended.

import type { Logger } from "pino";
import { BusError } from "../errors.ts";
import { LOG_LEVELS, type LogLevel } from "./log-levels.ts";
import type { ServedBroker } from "./serve.ts";
import type { Settings } from "./settings.ts";
import { statusLine } from "./systemd/reports.ts";
import type { ServiceManager } from "./systemd/service-manager.ts";

/** What stays as it is while the daemon runs, as an operator calls it. */
const NEED_RESTART = {
  socket: "the socket's path",
  group: "the socket's group",
  metrics: "the address of the metrics",
} as const satisfies Partial<Record<keyof Settings, string>>;

export interface ReloadOptions {
  readonly log: Logger;
  readonly manager: ServiceManager;
  readonly broker: Pick<ServedBroker, "change" | "counts">;
  /** Reads the settings. Throws a BusError if they cannot work. */
  readonly read: () => { readonly settings: Settings; readonly warnings: readonly string[] };
  /** Those that are in force now. */
  readonly settings: Settings;
}

export class Reload {
  readonly #options: ReloadOptions;
  #settings: Settings;
  #problem: string | undefined;
  #running = false;
  #again = false;

  constructor(options: ReloadOptions) {
    this.#options = options;
    this.#settings = options.settings;
  }

  /** What the daemon does, and what is wrong with its configuration, in a line. */
  get status(): string {
    const line = statusLine(this.#options.broker.counts);
    return this.#problem === undefined ? line : `${line}; ${this.#problem}`;
  }

  /** Reads the configuration again; once more afterwards if it is asked to meanwhile, however often. */
  run(): void {
    this.#again = true;
    if (!this.#running) void this.#loop();
  }

  /** What was asked for, and has not begun, is not done any more. */
  end(): void {
    this.#again = false;
  }

  async #loop(): Promise<void> {
    const { manager } = this.#options;
    this.#running = true;
    while (this.#again) {
      this.#again = false;
      manager.tell({ state: "reloading" });
      this.#reload();
      manager.tell({ state: "ready", status: this.status });
      // Else whoever sends signals without end would pile up what there is to tell.
      await manager.told();
    }
    this.#running = false;
  }

  #reload(): void {
    const { log, read } = this.#options;
    try {
      const { settings, warnings } = read();
      this.#problem = undefined;
      this.#change(settings, warnings);
    } catch (error) {
      const what = error instanceof BusError ? `${error.code}: ${error.message}` : String(error);
      this.#problem = `reload failed, the old configuration stays: ${what}`;
      log.error({ code: error instanceof BusError ? error.code : "INTERNAL" }, this.#problem);
    }
  }

  #change(wanted: Settings, warnings: readonly string[]): void {
    const { log, broker } = this.#options;
    const before = this.#settings;
    const { socket, group, metrics } = before;
    this.#settings = { ...wanted, socket, group, metrics };
    broker.change(this.#settings);
    // At whichever of the two levels says more: who turns the log off, or on, should see that it was heard.
    log.level = moreOf(before.logLevel, wanted.logLevel);
    log.info({ changed: changesOf(before, this.#settings) }, "configuration reloaded");
    for (const warning of warnings) log.warn(warning);
    this.#warnOfRestart(wanted);
    log.level = wanted.logLevel;
  }

  /** What is wanted, and is not as it is. */
  #warnOfRestart(wanted: Settings): void {
    for (const [name, what] of Object.entries(NEED_RESTART) as [keyof typeof NEED_RESTART, string][]) {
      if (wanted[name] === this.#settings[name]) continue;
      this.#options.log.warn({ [name]: wanted[name] }, `${what} has changed: that needs a restart`);
    }
  }
}

function moreOf(one: LogLevel, other: LogLevel): LogLevel {
  return LOG_LEVELS.indexOf(one) < LOG_LEVELS.indexOf(other) ? one : other;
}

/** Those that differ, as they are now. */
function changesOf(before: Settings, now: Settings): Readonly<Record<string, unknown>> {
  const old = flat(before);
  return Object.fromEntries(Object.entries(flat(now)).filter(([name, value]) => value !== old[name]));
}

/** Each setting by its name, and each limit by its own. */
function flat({ limits, ...settings }: Settings): Readonly<Record<string, unknown>> {
  return { ...settings, ...limits };
}
