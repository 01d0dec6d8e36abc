// SIGHUP: the configuration is read again, and what can change without losing a connection changes. A configuration that cannot work changes
// nothing; the operator is told, and goes on being told, until it is mended.

import type { Logger } from "pino";
import { BusError } from "../errors.ts";
import type { ServedBroker } from "./serve.ts";
import type { Settings } from "./settings.ts";
import { statusLine } from "./systemd/reports.ts";
import type { ServiceManager } from "./systemd/service-manager.ts";

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
    const { socket, group, metrics } = this.#settings;
    const now = flat({ ...wanted, socket, group, metrics });
    const before = flat(this.#settings);
    const changed = Object.fromEntries(Object.entries(now).filter(([name, value]) => value !== before[name]));
    this.#settings = { ...wanted, socket, group, metrics };
    broker.change(this.#settings);
    // Said at whichever of the two levels says more: who turns the log off should see that it was heard.
    log.info({ changed }, "configuration reloaded");
    log.level = wanted.logLevel;
    for (const warning of warnings) log.warn(warning);
    if (wanted.socket !== socket)
      log.warn({ socket: wanted.socket }, "the socket's path has changed: that needs a restart");
    if (wanted.group !== group)
      log.warn({ group: wanted.group }, "the socket's group has changed: that needs a restart");
    if (wanted.metrics !== metrics)
      log.warn({ metrics: wanted.metrics }, "the address of the metrics has changed: that needs a restart");
  }
}

/** Each setting by its name, and each limit by its own. */
function flat({ limits, ...settings }: Settings): Readonly<Record<string, unknown>> {
  return { ...settings, ...limits };
}
