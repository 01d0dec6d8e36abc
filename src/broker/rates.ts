// Events per second, without a timer and without a look at the clock for each event: whoever passes by now and then calls `tick`, and
// once a second the counts are put down. A rate is what has come since the put-down before last, so it covers one to two seconds
// where something is going on.
//
//   ──┬──────────────┬──────────────┬───────▶
//   older          newer           now          rate = (now - older) / time between

import type { Clock } from "../clock.ts";

const PUT_DOWN_EVERY_MS = 1_000;

/** Counts that only grow: events from publishers; sent to subscribers, one for each; discarded from full queues. */
export interface Counts {
  readonly eventsIn: number;
  readonly eventsOut: number;
  readonly eventsDropped: number;
}

/** One whose counts are watched. */
export interface Counted {
  readonly eventCounts: Counts;
}

interface PutDown {
  readonly atMs: number;
  /** Weak: whoever is gone is not kept for having been counted. */
  readonly counts: WeakMap<Counted, Counts>;
}

const NOTHING: Counts = { eventsIn: 0, eventsOut: 0, eventsDropped: 0 };

export class Rates {
  readonly #clock: Clock;
  readonly #all: Iterable<Counted>;
  #older: PutDown;
  #newer: PutDown;

  constructor(clock: Clock, all: Iterable<Counted>) {
    this.#clock = clock;
    this.#all = all;
    this.#older = this.#newer = { atMs: clock.monotonicMs(), counts: new WeakMap() };
  }

  /** Cheap; to be called at least whenever something was counted. */
  tick(): void {
    const atMs = this.#clock.monotonicMs();
    if (atMs - this.#newer.atMs < PUT_DOWN_EVERY_MS) return;
    this.#older = this.#newer;
    this.#newer = { atMs, counts: new WeakMap(Array.from(this.#all, (each) => [each, each.eventCounts])) };
  }

  /** Seconds that the rates cover. */
  get windowS(): number {
    return (this.#clock.monotonicMs() - this.#older.atMs) / 1_000;
  }

  /** Per second. Of one that came since, what it counted in all. */
  of(each: Counted): Counts {
    const before = this.#older.counts.get(each) ?? NOTHING;
    const { eventsIn, eventsOut, eventsDropped } = each.eventCounts;
    const { windowS } = this;
    const perSecond = (count: number): number => (windowS === 0 ? 0 : count / windowS);
    return {
      eventsIn: perSecond(eventsIn - before.eventsIn),
      eventsOut: perSecond(eventsOut - before.eventsOut),
      eventsDropped: perSecond(eventsDropped - before.eventsDropped),
    };
  }
}
