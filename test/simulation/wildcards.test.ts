// The wildcard law against an oracle that shares no line with what it judges: exhaustively where that is possible.

import { test as property } from "@fast-check/vitest";
import { expect, test } from "vitest";
import { isPattern } from "../../src/topic/grammar.ts";
import { matches } from "../../src/topic/match.ts";
import { PatternIndex } from "../../src/topic/pattern-index.ts";
import { commonPattern, commonTopic } from "../support/arbitraries.ts";
import { wants } from "./wildcard-law.ts";

/** Everything of one to `longest` tokens. */
function wordsOf(tokens: readonly string[], longest: number): string[] {
  const shorter = longest > 1 ? wordsOf(tokens, longest - 1) : [];
  const ends = longest > 1 ? shorter.filter((word) => word.split(".").length === longest - 1) : [""];
  return [...shorter, ...ends.flatMap((word) => tokens.map((token) => (word === "" ? token : `${word}.${token}`)))];
}

const PATTERNS = wordsOf(["a", "b", "*", ">"], 4).filter(isPattern);
const TOPICS = wordsOf(["a", "b"], 5);

function answersOf(index: PatternIndex<string>): string[] {
  return TOPICS.map((topic) => `${topic}: ${[...index.match(topic)].toSorted().join(" ")}`);
}

function expectedOf(patterns: readonly string[]): string[] {
  return TOPICS.map(
    (topic) =>
      `${topic}: ${patterns
        .filter((one) => wants(one, topic))
        .toSorted()
        .join(" ")}`,
  );
}

test("the alphabet is all there", () => {
  // 3 + 9 + 27 + 81 without “>”, and 1 + 3 + 9 + 27 with it last; 2 + 4 + 8 + 16 + 32.
  expect([PATTERNS.length, TOPICS.length]).toEqual([160, 62]);
});

test("`matches` answers as the law does, for every pattern and topic", () => {
  const wrong = PATTERNS.flatMap((pattern) =>
    TOPICS.filter((topic) => matches(pattern, topic) !== wants(pattern, topic)).map((topic) => `${pattern} ${topic}`),
  );
  expect(wrong).toEqual([]);
});

test("an index of every pattern answers as the law does, while they come and while they go", () => {
  const index = new PatternIndex<string>();
  for (const [count, pattern] of PATTERNS.entries()) {
    index.add(pattern, pattern);
    expect(answersOf(index)).toEqual(expectedOf(PATTERNS.slice(0, count + 1)));
  }
  // Long before short, and then the other way around: a branch goes before and after what is below it.
  const [even, odd] = [0, 1].map((rest) => PATTERNS.filter((_, at) => at % 2 === rest)) as [string[], string[]];
  for (const [count, pattern] of even.toReversed().entries()) {
    index.remove(pattern, pattern);
    expect(answersOf(index)).toEqual(expectedOf([...even.slice(0, even.length - count - 1), ...odd]));
  }
  for (const [count, pattern] of odd.entries()) {
    index.remove(pattern, pattern);
    expect(answersOf(index)).toEqual(expectedOf(odd.slice(count + 1)));
  }
});

test("of every two patterns, each is matched as if it were alone", () => {
  const wrong: string[] = [];
  for (const first of PATTERNS) {
    for (const second of PATTERNS) {
      const index = new PatternIndex<string>();
      index.add(first, "first");
      index.add(second, "second");
      // Nobody is there under the first name unless the patterns are the same.
      index.remove(first, "second");
      for (const topic of TOPICS.slice(0, 30)) {
        const found = index.match(topic);
        const [one, other] = [wants(first, topic), first !== second && wants(second, topic)];
        if (found.has("first") !== one || found.has("second") !== other) wrong.push(`${first} ${second} ${topic}`);
      }
    }
  }
  expect(wrong).toEqual([]);
});

property.prop([commonPattern, commonTopic], { numRuns: 2_000 })("long ones too", (pattern, topic) => {
  const index = new PatternIndex<number>();
  index.add(pattern, 1);
  expect([matches(pattern, topic), index.match(topic).has(1)]).toEqual([wants(pattern, topic), wants(pattern, topic)]);
});
