// The answers that every implementation of the grammar gives; the Python client's tests read the same file.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { patternFault, tokenFault, topicFault } from "../../src/topic/grammar.ts";
import { matches } from "../../src/topic/match.ts";

interface Vectors {
  readonly topics: { readonly valid: string[]; readonly invalid: { topic: string; fault: string }[] };
  readonly patterns: { readonly valid: string[]; readonly invalid: { pattern: string; fault: string }[] };
  readonly tokens: { readonly valid: string[]; readonly invalid: string[] };
  readonly matches: { pattern: string; topic: string; matches: boolean }[];
}

const path = join(import.meta.dirname, "../vectors/topics.json");
const { topics, patterns, tokens, matches: pairs } = JSON.parse(readFileSync(path, "utf8")) as Vectors;

test.each(topics.valid)("%j is a topic, and a pattern", (topic) => {
  expect(topicFault(topic)).toBeUndefined();
  expect(patternFault(topic)).toBeUndefined();
});

test.each(topics.invalid)("$topic is no topic: it $fault", ({ topic, fault }) => {
  expect(topicFault(topic)).toBe(fault);
});

test.each(patterns.valid)("%j is a pattern", (pattern) => {
  expect(patternFault(pattern)).toBeUndefined();
});

test.each(patterns.invalid)("$pattern is no pattern: it $fault", ({ pattern, fault }) => {
  expect(patternFault(pattern)).toBe(fault);
});

test.each(tokens.valid)("%j is a token", (token) => {
  expect(tokenFault(token)).toBeUndefined();
});

test.each(tokens.invalid)("%j is no token", (token) => {
  expect(tokenFault(token)).toBeDefined();
});

test.each(pairs)("$pattern and $topic: $matches", ({ pattern, topic, matches: expected }) => {
  expect(matches(pattern, topic)).toBe(expected);
});
