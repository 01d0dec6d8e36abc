import { describe, expect, test } from "vitest";
import { type Counted, type Counts, Rates } from "../../src/broker/rates.ts";
import { ManualClock } from "../support/manual-clock.ts";

class Counter implements Counted {
  eventsIn = 0;

  get eventCounts(): Counts {
    return { eventsIn: this.eventsIn, eventsOut: 2 * this.eventsIn, eventsDropped: 0 };
  }
}

/** Counts `perSecond` evenly for some seconds, with a tick every tenth of one. */
function run(clock: ManualClock, rates: Rates, counter: Counter, perSecond: number, seconds: number): void {
  for (let tenth = 0; tenth < seconds * 10; tenth++) {
    clock.advance(100);
    counter.eventsIn += perSecond / 10;
    rates.tick();
  }
}

describe("rates", () => {
  test("are those of the last one or two seconds", () => {
    const clock = new ManualClock();
    const counter = new Counter();
    const rates = new Rates(clock, [counter]);
    run(clock, rates, counter, 500, 5);
    expect(rates.of(counter)).toEqual({ eventsIn: 500, eventsOut: 1_000, eventsDropped: 0 });
    run(clock, rates, counter, 80, 3);
    expect(rates.of(counter)).toEqual({ eventsIn: 80, eventsOut: 160, eventsDropped: 0 });
    expect(rates.windowS).toBeGreaterThanOrEqual(1);
    expect(rates.windowS).toBeLessThanOrEqual(2);
  });

  test("say over how long they are averages where nothing goes on", () => {
    const clock = new ManualClock();
    const counter = new Counter();
    const rates = new Rates(clock, [counter]);
    run(clock, rates, counter, 100, 2);
    clock.advance(60_000);
    rates.tick();
    expect(rates.windowS).toBe(60);
    expect(rates.of(counter).eventsIn).toBe(0);
  });

  test("are nothing, and no division by zero, before any time has passed", () => {
    const counter = new Counter();
    counter.eventsIn = 7;
    expect(new Rates(new ManualClock(), [counter]).of(counter)).toEqual({
      eventsIn: 0,
      eventsOut: 0,
      eventsDropped: 0,
    });
  });

  test("forget whoever is gone within two put-downs", () => {
    const clock = new ManualClock();
    const counters = new Set([new Counter(), new Counter()]);
    const rates = new Rates(clock, counters);
    const [leaving] = counters;
    run(clock, rates, leaving!, 100, 2);
    counters.delete(leaving!);
    run(clock, rates, [...counters][0]!, 10, 3);
    // Known no more: everything that it counts is new.
    expect(rates.of(leaving!).eventsIn * rates.windowS).toBeCloseTo(200);
  });
});
