// Topics that share a builder, as the one function that they become.

import { placeholders, type Topic } from "./topic-model.ts";

export interface Builder {
  /** In snake case. */
  readonly name: string;
  /** Names of the placeholders, in snake case, in order. */
  readonly params: readonly string[];
  /** The last parameter, in snake case, and which token (from 0) it chooses. Absent where the builder has one topic. */
  readonly selector?: { readonly name: string; readonly index: number };
  readonly topics: readonly [Topic, ...Topic[]];
}

/** The builders of `topics`, which follow the rules, in the order in which they are first used. */
export function groupBuilders(topics: readonly Topic[]): Builder[] {
  return sharedBuilders(topics).map((shared) => {
    const [first] = shared;
    const [index] = differingIndexes(shared);
    const selector = index === undefined ? {} : { selector: { name: first.selector, index } };
    return { name: first.builder, params: placeholders(first), ...selector, topics: shared };
  });
}

/** Topics by the builder's name; no rule needs to hold. */
export function sharedBuilders(topics: readonly Topic[]): [Topic, ...Topic[]][] {
  const byName = new Map<string, [Topic, ...Topic[]]>();
  for (const topic of topics) {
    const shared = byName.get(topic.builder);
    if (shared === undefined) byName.set(topic.builder, [topic]);
    else shared.push(topic);
  }
  return [...byName.values()];
}

/** In which tokens (from 0) the templates are not all the same, up to the longest of them. */
export function differingIndexes(topics: readonly [Topic, ...Topic[]]): number[] {
  const written = topics.map((topic) => topic.template.split("."));
  const longest = Math.max(...written.map((tokens) => tokens.length));
  const indexes = Array.from({ length: longest }, (_, index) => index);
  return indexes.filter((index) => new Set(written.map((tokens) => tokens[index])).size > 1);
}
