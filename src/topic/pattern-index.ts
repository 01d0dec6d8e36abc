// Who is interested in a topic? A trie over tokens: a look-up walks the topic's tokens, not the patterns, so it costs about the same
// with a hundred thousand patterns as with a hundred.
//
//     topology ── * ── mutation ── applied (here: api)
//              └─ > (tail: editor)
//
// A branch lives only while somebody is interested in something below it; removing the last pattern returns its memory.

import { ANY_TAIL, ANY_TOKEN } from "./grammar.ts";

interface Branch<T> {
  readonly children: Map<string, Branch<T>>;
  /** Interested in exactly the topic that ends here. */
  readonly here: Set<T>;
  /** Interested in everything below here: the pattern goes on with `>`. */
  readonly tail: Set<T>;
}

/** A set of pairs (pattern, value), asked by topic. Patterns and topics are taken to be valid. */
export class PatternIndex<T> {
  readonly #root: Branch<T> = newBranch();
  #size = 0;

  /** How many pairs it holds. */
  get size(): number {
    return this.#size;
  }

  /** Adds a pair. Returns false if it was there already. */
  add(pattern: string, value: T): boolean {
    let branch = this.#root;
    const tokens = pattern.split(".");
    const tail = tokens.at(-1) === ANY_TAIL;
    if (tail) tokens.pop();
    for (const token of tokens) {
      let child = branch.children.get(token);
      if (child === undefined) branch.children.set(token, (child = newBranch()));
      branch = child;
    }
    const values = tail ? branch.tail : branch.here;
    if (values.has(value)) return false;
    values.add(value);
    this.#size++;
    return true;
  }

  /** Removes a pair. Returns false if it was not there. */
  remove(pattern: string, value: T): boolean {
    const removed = removeBelow(this.#root, pattern.split("."), 0, value);
    if (removed) this.#size--;
    return removed;
  }

  /** The values of all patterns that match `topic`, each once, in no particular order. */
  match(topic: string): Set<T> {
    const found = new Set<T>();
    collect(this.#root, topic.split("."), 0, found);
    return found;
  }
}

function newBranch<T>(): Branch<T> {
  return { children: new Map(), here: new Set(), tail: new Set() };
}

function collect<T>(branch: Branch<T>, tokens: readonly string[], depth: number, found: Set<T>): void {
  if (depth === tokens.length) {
    for (const value of branch.here) found.add(value);
    return;
  }
  for (const value of branch.tail) found.add(value);
  const named = branch.children.get(tokens[depth]!);
  if (named !== undefined) collect(named, tokens, depth + 1, found);
  const any = branch.children.get(ANY_TOKEN);
  if (any !== undefined) collect(any, tokens, depth + 1, found);
}

function removeBelow<T>(branch: Branch<T>, tokens: readonly string[], depth: number, value: T): boolean {
  const token = tokens[depth];
  if (token === undefined) return branch.here.delete(value);
  if (token === ANY_TAIL && depth === tokens.length - 1) return branch.tail.delete(value);
  const child = branch.children.get(token);
  if (child === undefined) return false;
  const removed = removeBelow(child, tokens, depth + 1, value);
  if (isEmpty(child)) branch.children.delete(token);
  return removed;
}

function isEmpty<T>(branch: Branch<T>): boolean {
  return branch.children.size === 0 && branch.here.size === 0 && branch.tail.size === 0;
}
