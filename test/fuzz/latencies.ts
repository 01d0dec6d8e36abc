// How long events took, for the report: nothing is decided by it.

export class Latencies {
  readonly #ms: number[] = [];

  add(ms: number): void {
    this.#ms.push(ms);
  }

  /** NaN if there are none. */
  get summary(): { readonly p50Ms: number; readonly p99Ms: number; readonly maxMs: number } {
    const sorted = this.#ms.toSorted((a, b) => a - b);
    const at = (share: number): number => sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN;
    return { p50Ms: at(0.5), p99Ms: at(0.99), maxMs: at(1) };
  }
}
