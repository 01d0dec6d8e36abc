// Whoever may connect can make the daemon write a line, as often as it likes to. So lines about connections have a budget for each second;
// what goes over it is counted, and told with the first line of a later second.

const LINES_PER_SECOND = 200;
const MS_PER_SECOND = 1_000;

export class LineBudget {
  readonly #nowMs: () => number;
  #secondMs = Number.NEGATIVE_INFINITY;
  #used = 0;
  #leftOut = 0;

  /** `nowMs` only grows. */
  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** Whether one more line may be written now; with how many were left out before it. Undefined: it may not, and is counted. */
  take(): { readonly leftOut: number } | undefined {
    const nowMs = this.#nowMs();
    if (nowMs - this.#secondMs >= MS_PER_SECOND) {
      this.#secondMs = nowMs;
      this.#used = 0;
    }
    if (this.#used >= LINES_PER_SECOND) {
      this.#leftOut++;
      return undefined;
    }
    this.#used++;
    const leftOut = this.#leftOut;
    this.#leftOut = 0;
    return { leftOut };
  }
}
