// Time that moves when a test says so.

import type { Clock, Timer } from "../clock.ts";

interface PendingCall {
  readonly dueMs: number;
  readonly run: () => void;
}

/** Some moment; tests depend on differences only. */
const EPOCH_MS = 1_700_000_000_000;

/** The machine's own, also for a test that puts another in its place. */
const { setImmediate: nextTurn } = globalThis;

/** A clock that stands still until it is moved: for `createFakeBus({ clock })`, and for `pollOrWake(bus, pattern, { clock, … })`. */
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

  unixMs(): number {
    return EPOCH_MS + this.#nowMs;
  }

  after(ms: number, run: () => void): Timer {
    const call: PendingCall = { dueMs: this.#nowMs + ms, run };
    this.#calls.add(call);
    return { cancel: () => void this.#calls.delete(call) };
  }

  /** Moves time, and makes the calls that fall due on the way, in the order of their time, each at its time. */
  advance(ms: number): void {
    const endMs = this.#nowMs + ms;
    for (let call = this.#firstDue(endMs); call !== undefined; call = this.#firstDue(endMs)) this.#make(call);
    this.#nowMs = endMs;
  }

  /**
   * As `advance`, and whatever a call sets going has its turn before time moves on: an attempt to connect that fails can put off the
   * next one, which may fall due on the way as well.
   */
  async pass(ms: number): Promise<void> {
    const endMs = this.#nowMs + ms;
    await turn();
    for (let call = this.#firstDue(endMs); call !== undefined; call = this.#firstDue(endMs)) {
      this.#make(call);
      await turn();
    }
    this.#nowMs = endMs;
  }

  #make(call: PendingCall): void {
    this.#calls.delete(call);
    this.#nowMs = call.dueMs;
    call.run();
  }

  #firstDue(endMs: number): PendingCall | undefined {
    let first: PendingCall | undefined;
    for (const call of this.#calls) {
      if (call.dueMs <= endMs && (first === undefined || call.dueMs < first.dueMs)) first = call;
    }
    return first;
  }
}

/** Resolves when all microtasks have run, those included that they start themselves. */
export function turn(): Promise<void> {
  return new Promise((resolve) => {
    nextTurn(resolve);
  });
}
