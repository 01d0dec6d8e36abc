// Which declared topic is this? The registry is small and its templates are disjoint, so a topic is looked up by its number of
// tokens and then token by token.

import { type DeclaredTopic, declaredTopics } from "../../gen/decnet/topics/v1/registry.ts";
import type { FreeForm } from "./topic-types.ts";

const byTokenCount = new Map<number, DeclaredTopic[]>();
for (const declared of declaredTopics) {
  const { length } = declared.tokens;
  byTokenCount.set(length, [...(byTokenCount.get(length) ?? []), declared]);
}

/** The declaration of `topic`, which is taken to be valid, or undefined for a topic outside the registry. */
export function declaredTopicOf(topic: string): DeclaredTopic | undefined {
  const tokens = topic.split(".");
  return byTokenCount.get(tokens.length)?.find((declared) => fits(declared, tokens));
}

/** What stands in the places of the template's placeholders: `{ topologyId: "abc" }`. */
export function topicParams(declared: DeclaredTopic, topic: string): Record<string, string> {
  const filled = topic.split(".").filter((_, index) => declared.tokens[index] === null);
  return Object.fromEntries(declared.params.map((name, index) => [name, filled[index]!]));
}

/**
 * Marks a topic or a pattern as meant although the registry does not declare it. To such a topic any JSON object can be published; such
 * a pattern also yields events of undeclared topics. The compiler takes a value of an `interface` for no JSON object, because others may add
 * to it: declare a `type`, or publish `{ ...value }`.
 */
export function freeForm<const Text extends string>(text: Text): FreeForm<Text> {
  return { freeForm: text };
}

function fits(declared: DeclaredTopic, tokens: readonly string[]): boolean {
  return declared.tokens.every((wanted, index) => wanted === null || wanted === tokens[index]);
}
