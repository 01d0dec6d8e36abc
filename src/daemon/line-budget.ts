// Whoever may connect can make the daemon write a line, as often as it likes to. So lines about connections have a budget for each period;
// what goes over it is counted, and told with the first line of a later one.

const MS_PER_SECOND = 1_000;
const LINES_PER_SECOND = 200;

export class LineBudget {
  readonly #nowMs: () => number;
  readonly #lines: number;
  readonly #periodMs: number;
  #begunMs = Number.NEGATIVE_INFINITY;
  #used = 0;
  #leftOut = 0;

  /** So many lines in each period. `nowMs` only grows. */
  constructor(nowMs: () => number, lines = LINES_PER_SECOND, periodMs = MS_PER_SECOND) {
    this.#nowMs = nowMs;
    this.#lines = lines;
    this.#periodMs = periodMs;
  }

  /** Whether one more line may be written now; with how many were left out before it. Undefined: it may not, and is counted. */
  take(): { readonly leftOut: number } | undefined {
    const nowMs = this.#nowMs();
    if (nowMs - this.#begunMs >= this.#periodMs) {
      this.#begunMs = nowMs;
      this.#used = 0;
    }
    if (this.#used >= this.#lines) {
      this.#leftOut++;
      return undefined;
    }
    this.#used++;
    const leftOut = this.#leftOut;
    this.#leftOut = 0;
    return { leftOut };
  }
}
