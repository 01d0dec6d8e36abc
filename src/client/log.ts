// What the client says, and to whom: pino and console fit.

export interface BusLogger {
  warn(message: string): void;
  info?(message: string): void;
}

/** A warning that repeats is counted, not repeated: the same text is said once, and how often it was not said, with the next one. */
export class CalmLog {
  readonly #logger: BusLogger;
  #last: string | undefined;
  #repeated = 0;

  constructor(logger: BusLogger) {
    this.#logger = logger;
  }

  warn(message: string): void {
    if (message === this.#last) {
      this.#repeated++;
      return;
    }
    this.#sayRepeated();
    this.#last = message;
    this.#say(() => this.#logger.warn(message));
  }

  /** Things are well again: what comes next is new, even if it is the same. */
  info(message: string): void {
    this.#sayRepeated();
    this.#last = undefined;
    this.#say(() => this.#logger.info?.(message));
  }

  #sayRepeated(): void {
    const repeated = this.#repeated;
    this.#repeated = 0;
    if (repeated > 0) this.#say(() => this.#logger.warn(`${this.#last} (${repeated} more times)`));
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
