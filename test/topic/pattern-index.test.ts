import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { matches } from "../../src/topic/match.ts";
import { PatternIndex } from "../../src/topic/pattern-index.ts";
import { commonPattern, commonTopic } from "../support/arbitraries.ts";
import { mapEntriesLeftBy } from "../support/counted.ts";

interface Pair {
  readonly pattern: string;
  readonly value: number;
}

const pair: fc.Arbitrary<Pair> = fc.record({ pattern: commonPattern, value: fc.nat({ max: 3 }) });

/** In which they are added, and in which they are removed. */
const pairsInTwoOrders = fc
  .array(pair, { maxLength: 30 })
  .chain((pairs) => fc.tuple(fc.constant(pairs), fc.shuffledSubarray(pairs, { minLength: pairs.length })));

describe("an index of patterns", () => {
  test("is empty at first", () => {
    const index = new PatternIndex<string>();
    expect(index.size).toBe(0);
    expect(index.match("a.b")).toEqual(new Set());
  });

  test("gives each value once, however many of its patterns match", () => {
    const index = new PatternIndex<string>();
    for (const pattern of ["a.b", "a.*", "*.b", "*.*", "a.>", ">", "*.>"]) index.add(pattern, "api");
    index.add("a.b", "mutator");
    expect([...index.match("a.b")].toSorted()).toEqual(["api", "mutator"]);
  });

  test("tells whether an addition or a removal changed anything", () => {
    const index = new PatternIndex<string>();
    expect(index.add("a.>", "api")).toBe(true);
    expect(index.add("a.>", "api")).toBe(false);
    expect(index.add("a.>", "mutator")).toBe(true);
    expect(index.size).toBe(2);
    expect(index.remove("a.*", "api")).toBe(false);
    expect(index.remove("a", "api")).toBe(false);
    expect(index.remove("x.y.z", "api")).toBe(false);
    expect(index.remove("a.>", "api")).toBe(true);
    expect(index.remove("a.>", "api")).toBe(false);
    expect(index.size).toBe(1);
  });

  test("does not mistake a topic for a pattern, nor a name of JavaScript's for anything", () => {
    const index = new PatternIndex<string>();
    index.add("__proto__.constructor", "api");
    index.add("a.*", "mutator");
    expect(index.match("__proto__.constructor")).toEqual(new Set(["api"]));
    expect(index.match("toString")).toEqual(new Set());
    expect(index.match("a.x")).toEqual(new Set(["mutator"]));
    expect(index.match("x.x")).toEqual(new Set());
  });

  property.prop([
    fc.array(fc.tuple(fc.constantFrom("add", "add", "remove"), pair), { maxLength: 60 }),
    fc.array(commonTopic, { minLength: 1, maxLength: 8 }),
  ])("answers as a list of pairs would that asks `matches` for each", (steps, topics) => {
    const index = new PatternIndex<number>();
    const model = new Map<string, Pair>();
    for (const [step, { pattern, value }] of steps) {
      const key = `${pattern} ${value}`;
      const there = model.has(key);
      if (step === "add") {
        expect(index.add(pattern, value)).toBe(!there);
        model.set(key, { pattern, value });
      } else {
        expect(index.remove(pattern, value)).toBe(there);
        model.delete(key);
      }
      expect(index.size).toBe(model.size);
    }
    for (const topic of topics) {
      const expected = [...model.values()].filter(({ pattern }) => matches(pattern, topic)).map(({ value }) => value);
      expect(index.match(topic)).toEqual(new Set(expected));
    }
  });

  property.prop([pairsInTwoOrders, fc.array(pair, { maxLength: 10 })])(
    "lets go of every branch that nobody is interested in any more",
    ([pairs, shuffled], strangers) => {
      const index = new PatternIndex<number>();
      const left = mapEntriesLeftBy(() => {
        for (const { pattern, value } of pairs) index.add(pattern, value);
        // Removing what is not there must neither keep nor take a branch.
        for (const { pattern } of strangers) index.remove(pattern, -1);
        for (const { pattern, value } of shuffled) index.remove(pattern, value);
      });
      expect(index.size).toBe(0);
      expect(left).toBe(0);
    },
  );
});
