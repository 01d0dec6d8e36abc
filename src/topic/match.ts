// The wildcard law, written to be read: the index (pattern-index.ts) answers the same question for many patterns at once.

import { ANY_TAIL, ANY_TOKEN } from "./grammar.ts";

/**
 * Whether `topic` is matched by `pattern`: `*` is exactly one token, a last `>` one or more. Both are taken to be valid; for text
 * that is not, the answer is meaningless but never an exception.
 */
export function matches(pattern: string, topic: string): boolean {
  const wanted = pattern.split(".");
  const tokens = topic.split(".");
  for (const [index, token] of wanted.entries()) {
    if (token === ANY_TAIL) return index < tokens.length;
    if (index >= tokens.length) return false;
    if (token !== ANY_TOKEN && token !== tokens[index]) return false;
  }
  return wanted.length === tokens.length;
}
