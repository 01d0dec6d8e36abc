// How long each turn of an event loop takes by the clock, and how much of the processor the thread used in it. On a busy machine the first
// is about the machine, which gave the processor to somebody else; the second is about the code, collections of garbage included: nothing
// in the library waits within a turn.

import { PerformanceObserver } from "node:perf_hooks";
import type { Turns } from "./messages.ts";

export class TurnWatch {
  readonly #observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) this.#longestGcMs = Math.max(this.#longestGcMs, duration);
  });
  #longestGcMs = 0;
  #turns: number[] = [];
  #cpu: number[] = [];
  #lastMs = performance.now();
  #lastCpuMs = threadCpuMs();

  constructor() {
    this.#observer.observe({ entryTypes: ["gc"] });
  }

  /** A turn ends, and the next one begins. */
  mark(): void {
    const nowMs = performance.now();
    const cpuMs = threadCpuMs();
    this.#turns.push(nowMs - this.#lastMs);
    this.#cpu.push(cpuMs - this.#lastCpuMs);
    this.#lastMs = nowMs;
    this.#lastCpuMs = cpuMs;
  }

  /** Forgets what was. */
  restart(): void {
    this.#turns = [];
    this.#cpu = [];
    this.#longestGcMs = 0;
    this.#lastMs = performance.now();
    this.#lastCpuMs = threadCpuMs();
  }

  get summary(): Turns {
    const [p99Ms, maxMs] = topOf(this.#turns);
    const [p99CpuMs, maxCpuMs] = topOf(this.#cpu);
    return { count: this.#turns.length, p99Ms, maxMs, p99CpuMs, maxCpuMs, longestGcMs: this.#longestGcMs };
  }

  close(): void {
    this.#observer.disconnect();
  }
}

function threadCpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}

function topOf(turns: readonly number[]): [p99: number, max: number] {
  const sorted = turns.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN;
  return [at(0.99), at(1)];
}
