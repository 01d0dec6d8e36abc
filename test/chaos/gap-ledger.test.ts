// The law by which clients are judged while their broker is killed.

import { describe, expect, test } from "vitest";
import { GapLedger } from "./gap-ledger.ts";

type Line = readonly [publisher: string, number: number, daemon: string, gap?: string];

function faultsOf(lines: readonly Line[], published: Readonly<Record<string, number>> = {}): string[] {
  const ledger = new GapLedger();
  for (const [publisher, number, daemon, gap] of lines) ledger.take({ publisher, number, daemon, gap });
  ledger.close(published);
  return ledger.takeFaults();
}

describe("nothing is wrong", () => {
  test.for<[string, Line[], Record<string, number>?]>([
    [
      "without a kill",
      [
        ["a", 0, "1"],
        ["b", 0, "1"],
        ["a", 1, "1"],
      ],
      { a: 2, b: 1 },
    ],
    [
      "with a hole right after the gap",
      [
        ["a", 0, "1"],
        ["a", 5, "2", "restart"],
      ],
    ],
    [
      "with a hole after another publisher's gap",
      [
        ["a", 0, "1"],
        ["b", 0, "2", "restart"],
        ["b", 1, "2"],
        ["a", 9, "2"],
      ],
    ],
    [
      "with nothing lost, and a gap all the same",
      [
        ["a", 0, "1"],
        ["a", 1, "2", "restart"],
      ],
      { a: 2 },
    ],
    [
      "when the broker dropped some",
      [
        ["a", 0, "1"],
        ["a", 3, "1", "overflow"],
      ],
    ],
    [
      "when nothing came over a daemon",
      [
        ["a", 0, "1"],
        ["a", 1, "3", "restart"],
      ],
    ],
  ])("%s", ([, lines, published]) => {
    expect(faultsOf(lines, published)).toEqual([]);
  });
});

describe("found is", () => {
  test.for<[string, Line[], RegExp, Record<string, number>?]>([
    [
      "an event that came twice",
      [
        ["a", 0, "1"],
        ["a", 0, "1"],
      ],
      /twice, or out of order/,
    ],
    [
      "one that was overtaken, over a gap too",
      [
        ["a", 1, "1", "overflow"],
        ["a", 0, "2", "restart"],
      ],
      /twice, or out/,
    ],
    [
      "a hole without a gap",
      [
        ["a", 0, "1"],
        ["a", 2, "1"],
      ],
      /^event 2 of a came where 1 was due, and no gap/,
    ],
    [
      "a hole after a gap that is spent",
      [
        ["a", 0, "1", "overflow"],
        ["a", 2, "1"],
      ],
      /no gap says so/,
    ],
    ["a first number that is missing", [["a", 1, "1"]], /came where 0 was due/],
    [
      "a restart that nobody tells",
      [
        ["a", 0, "1"],
        ["a", 1, "2"],
      ],
      /first after a restart, and its gap is undefined/,
    ],
    [
      "a restart that is called otherwise",
      [
        ["a", 0, "1"],
        ["a", 1, "2", "reconnect"],
      ],
      /its gap is reconnect/,
    ],
    [
      "a restart that was none",
      [
        ["a", 0, "1"],
        ["a", 1, "1", "restart"],
      ],
      /which it has not/,
    ],
    [
      "an event of a daemon that was gone",
      [
        ["a", 0, "1"],
        ["a", 1, "2", "restart"],
        ["b", 0, "1", "restart"],
      ],
      /was gone/,
    ],
    ["a loss at the end", [["a", 0, "1"]], /^a has published 2, the last that came is 0$/, { a: 2 }],
  ])("%s", ([, lines, what, published]) => {
    expect(faultsOf(lines, published)).toEqual([expect.stringMatching(what)]);
  });
});

test("a fault is told once, and of many only the first", () => {
  const ledger = new GapLedger();
  for (let number = 0; number < 100; number++) ledger.fault(`fault ${number}`);
  expect(ledger.takeFaults()).toHaveLength(20);
  expect(ledger.takeFaults()).toEqual([]);
});
