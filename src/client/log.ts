// What the client says, and to whom: pino and console fit.

import { NO_BUS } from "../errors.ts";

export interface BusLogger {
  warn(message: string): void;
  info?(message: string): void;
}

/** How a log says that there is no bus, whatever the reason: always by the words that one searches for. */
export function noBusWarning(error: unknown): string {
  const reason = error instanceof Error ? error.message : String(error);
  return reason.startsWith(NO_BUS) ? reason : `${NO_BUS}${reason}`;
}

/** So many different warnings are remembered: a handler may throw another text each time. */
const MOST_TEXTS = 16;

/**
 * A warning that repeats is counted, not repeated, also if others come in between: an outage with two faces is still one. How often a text
 * was not said is told with the next one that is new.
 */
export class CalmLog {
  readonly #logger: BusLogger;
  /** What was said since things were last well, and how often it was not said again. */
  readonly #said = new Map<string, number>();

  constructor(logger: BusLogger) {
    this.#logger = logger;
  }

  warn(message: string): void {
    const repeated = this.#said.get(message);
    if (repeated !== undefined) {
      this.#said.set(message, repeated + 1);
      return;
    }
    this.#sayRepeated();
    const [oldest] = this.#said.keys();
    if (this.#said.size >= MOST_TEXTS) this.#said.delete(oldest!);
    this.#said.set(message, 0);
    this.#say(() => this.#logger.warn(message));
  }

  /** Things are well again: what comes next is new, even if it is the same. */
  info(message: string): void {
    this.#sayRepeated();
    this.#said.clear();
    this.#say(() => this.#logger.info?.(message));
  }

  #sayRepeated(): void {
    for (const [message, repeated] of this.#said) {
      if (repeated === 0) continue;
      this.#said.set(message, 0);
      this.#say(() => this.#logger.warn(`${message} (${repeated} more ${repeated === 1 ? "time" : "times"})`));
    }
  }

  /** A log that fails is nobody's reason to fail. */
  #say(say: () => void): void {
    try {
      say();
    } catch {
      // There is nowhere left to say it.
    }
  }
}
