// Time that moves when a test says so.

import type { Clock, Timer } from "../../src/clock.ts";

interface PendingCall {
  readonly dueMs: number;
  readonly run: () => void;
}

const NS_PER_MS = 1_000_000n;
/** Some moment; tests depend on differences only. */
const EPOCH_NS = 1_700_000_000_000_000_000n;

export class ManualClock implements Clock {
  #nowMs = 0;
  readonly #calls = new Set<PendingCall>();

  /** How many calls wait for their time. */
  get pending(): number {
    return this.#calls.size;
  }

  monotonicMs(): number {
    return this.#nowMs;
  }

  unixNs(): bigint {
    return EPOCH_NS + BigInt(this.#nowMs) * NS_PER_MS;
  }

  after(ms: number, run: () => void): Timer {
    const call: PendingCall = { dueMs: this.#nowMs + ms, run };
    this.#calls.add(call);
    return { cancel: () => void this.#calls.delete(call) };
  }

  /** Moves time, and makes the calls that fall due on the way, in the order of their time, each at its time. */
  advance(ms: number): void {
    const endMs = this.#nowMs + ms;
    for (let call = this.#firstDue(endMs); call !== undefined; call = this.#firstDue(endMs)) {
      this.#calls.delete(call);
      this.#nowMs = call.dueMs;
      call.run();
    }
    this.#nowMs = endMs;
  }

  #firstDue(endMs: number): PendingCall | undefined {
    let first: PendingCall | undefined;
    for (const call of this.#calls) {
      if (call.dueMs <= endMs && (first === undefined || call.dueMs < first.dueMs)) first = call;
    }
    return first;
  }
}
