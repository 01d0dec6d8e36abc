import { describe, expect, test } from "vitest";
import { Ledger } from "./ledger.ts";

/** A ledger that has taken these, as [number, lost before it]. */
function taken(...events: readonly (readonly [number, number])[]): Ledger {
  const ledger = new Ledger();
  for (const [number, lostBefore] of events) ledger.take(number, lostBefore);
  return ledger;
}

test("events in order, and losses told where they are, are no fault", () => {
  const ledger = taken([0, 0], [1, 0], [5, 3], [6, 0]);
  ledger.close(7);
  expect(ledger).toMatchObject({ received: 4, dropped: 3, gaps: 1, faults: [] });
});

describe("a fault is", () => {
  test.each([
    [
      "an event that came twice",
      [
        [0, 0],
        [1, 0],
        [1, 0],
      ],
      "event 1 came where 2 was due (after 1)",
    ],
    [
      "events that changed places",
      [
        [0, 0],
        [2, 0],
        [1, 0],
      ],
      "event 2 came where 1 was due (after 0)",
    ],
    [
      "a loss that was not told",
      [
        [0, 0],
        [4, 0],
      ],
      "event 4 came where 1 was due (after 0)",
    ],
    [
      "a loss told too small",
      [
        [0, 0],
        [4, 2],
      ],
      "event 4 came where 3 was due (after 0, 2 of which were told as lost)",
    ],
    [
      "a loss told where there is none",
      [
        [0, 0],
        [1, 1],
      ],
      "event 1 came where 2 was due (after 0, 1 of which were told as lost)",
    ],
  ] as const)("%s", (_what, events, fault) => {
    expect(taken(...events).faults[0]).toBe(fault);
  });

  test("an end that never came", () => {
    const ledger = taken([0, 0], [1, 0]);
    ledger.close(3);
    expect(ledger.faults).toEqual(["3 published, but 2 received + 0 told as lost"]);
  });
});

test("one fault is one line, however many events come after it", () => {
  const ledger = taken([0, 0], [2, 0], [3, 0], [4, 0]);
  expect(ledger.faults).toHaveLength(1);
});

test("of many faults the first ten are kept", () => {
  expect(taken(...Array.from({ length: 50 }, () => [0, 0] as const)).faults).toHaveLength(10);
});
