import { test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { isPattern } from "../../src/topic/grammar.ts";
import { matches } from "../../src/topic/match.ts";
import { commonPattern, commonTopic, topic } from "../support/arbitraries.ts";

describe("a pattern matches", () => {
  // The examples of the wildcard law: `*` is exactly one token, `>` one or more trailing ones.
  test.each([
    ["topology.>", "topology.abc.status", true],
    ["topology.>", "topology.abc", true],
    ["topology.>", "topology", false],
    ["topology.*.mutation.applied", "topology.abc.mutation.applied", true],
    ["topology.*.mutation.applied", "topology.mutation.applied", false],
    ["topology.*.mutation.applied", "topology.a.b.mutation.applied", false],
    ["topology.abc.mutation.*", "topology.abc.mutation.failed", true],
    ["topology.abc.mutation.*", "topology.abc.mutation", false],
    ["topology.abc.mutation.*", "topology.xyz.mutation.failed", false],
    ["*", "system", true],
    ["*", "system.log", false],
    [">", "system.bus.health", true],
    ["a.*.>", "a.b", false],
    ["a.*.>", "a.b.c", true],
    ["a.b", "a.b", true],
    ["a.b", "a.b.c", false],
    ["a.b.c", "a.b", false],
    ["a", "A", false],
    ["a", "ab", false],
  ])("%s, %s: %s", (pattern, text, expected) => {
    expect(matches(pattern, text)).toBe(expected);
  });

  property.prop([topic])("the topic that it is, and everything matches “>”", (text) => {
    expect(matches(text, text)).toBe(true);
    expect(matches(">", text)).toBe(true);
  });

  property.prop([commonPattern, commonTopic])("as the law says, for long ones too", (pattern, text) => {
    expect(matches(pattern, text)).toBe(lawOf(pattern).test(text));
  });

  test("as the law says, for every pattern and every topic of up to four tokens", () => {
    const patterns = wordsOf(["a", "b", "*", ">"]).filter(isPattern);
    const topics = wordsOf(["a", "b"]);
    const wrong: string[] = [];
    for (const pattern of patterns) {
      const law = lawOf(pattern);
      for (const text of topics) if (matches(pattern, text) !== law.test(text)) wrong.push(`${pattern} ${text}`);
    }
    // 3 + 9 + 27 + 81 without “>”, and 1 + 3 + 9 + 27 with it last.
    expect(patterns).toHaveLength(160);
    expect(topics).toHaveLength(30);
    expect(wrong).toEqual([]);
  });
});

/** The wildcard law as a regular expression over whole topics. Letters of the test's alphabet need no escape. */
function lawOf(pattern: string): RegExp {
  const source = pattern
    .split(".")
    .map((token) => (token === "*" ? "[^.]+" : token === ">" ? "[^.]+(\\.[^.]+)*" : token))
    .join("\\.");
  return new RegExp(`^${source}$`, "u");
}

/** Everything of one to four tokens. */
function wordsOf(tokens: readonly string[]): string[] {
  let longest = [...tokens];
  const words = [...longest];
  for (let length = 2; length <= 4; length++) {
    longest = longest.flatMap((word) => tokens.map((token) => `${word}.${token}`));
    words.push(...longest);
  }
  return words;
}
