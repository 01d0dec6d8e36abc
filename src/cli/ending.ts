// When a command that follows the bus has had enough: so many events, so many seconds, or Ctrl-C. The seconds count from the start, so
// that a bus that hangs takes no more of them than one that answers.

import { BusError } from "../errors.ts";

export interface EndingOptions {
  /** End after so many events. */
  readonly count?: number | undefined;
  /** End after so many seconds. With `count`, it is an error if they did not come by then; without, if nothing could come. */
  readonly timeout?: number | undefined;
  /** Ends it. */
  readonly signal: AbortSignal;
}

export class Ending {
  /** Resolves when it is to end. Rejects with a BusError TIMEOUT if the time is over too early. */
  readonly reached: Promise<void>;
  readonly forget: () => void;
  readonly #options: EndingOptions;
  readonly #end = Promise.withResolvers<void>();
  #begun = false;
  #over = false;
  #events = 0;

  constructor(options: EndingOptions) {
    const { timeout, signal } = options;
    this.#options = options;
    this.reached = this.#end.promise;
    // Somebody may still be busy when it rejects.
    this.reached.catch(() => {});
    const abort = (): void => this.#finish();
    const timer = timeout === undefined ? undefined : setTimeout(() => this.#timeIsOver(), timeout * 1_000);
    signal.addEventListener("abort", abort);
    if (signal.aborted) abort();
    this.forget = () => {
      this.#over = true;
      clearTimeout(timer);
      signal.removeEventListener("abort", abort);
    };
  }

  /** From now on events can come. */
  begin(): void {
    this.#begun = true;
  }

  /** Whether another event is wanted. */
  get open(): boolean {
    return !this.#over;
  }

  /** One of those that count. */
  count(): void {
    const { count = Number.POSITIVE_INFINITY } = this.#options;
    if (++this.#events >= count) this.#finish();
  }

  #finish(): void {
    this.#over = true;
    this.#end.resolve();
  }

  #timeIsOver(): void {
    const { count, timeout } = this.#options;
    if (count === undefined && this.#begun) {
      this.#finish();
      return;
    }
    this.#over = true;
    const missing =
      count === undefined
        ? `The bus did not take the subscription within ${timeout} s.`
        : `${this.#events} of ${count} events came within ${timeout} s.`;
    this.#end.reject(new BusError("TIMEOUT", missing));
  }
}
