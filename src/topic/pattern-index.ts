// Who is interested in a topic? A trie over tokens: a look-up walks the topic's tokens, not the patterns, so it costs about the same
// with a hundred thousand patterns as with a hundred.
//
//     topology ── *.mutation.applied (here: api)
//              └─ > (tail: editor)
//
// Tokens that nobody branches off at share one branch, so patterns cost what they are many, not what they are long: a subscriber
// cannot make 130,000 branches out of 1,024 patterns of 128 tokens. A branch lives only while somebody is interested in something
// at or below it; removing the last pattern returns its memory.

import { ANY_TAIL, ANY_TOKEN } from "./grammar.ts";

interface Branch<T> {
  /** The tokens that lead here from the branch above, which knows it by the first. Never empty but at the root. */
  label: readonly string[];
  children: Map<string, Branch<T>> | undefined;
  /** Interested in exactly the topic that ends here. */
  here: Set<T> | undefined;
  /** Interested in everything below here: the pattern goes on with `>`. */
  tail: Set<T> | undefined;
}

/** A set of pairs (pattern, value), asked by topic. Patterns and topics are taken to be valid. */
export class PatternIndex<T> {
  readonly #root: Branch<T> = newBranch([]);
  #size = 0;

  /** How many pairs it holds. */
  get size(): number {
    return this.#size;
  }

  /** Adds a pair. Returns false if it was there already. */
  add(pattern: string, value: T): boolean {
    const tokens = pattern.split(".");
    const tail = tokens.at(-1) === ANY_TAIL;
    if (tail) tokens.pop();
    const branch = branchFor(this.#root, tokens);
    const values = tail ? (branch.tail ??= new Set()) : (branch.here ??= new Set());
    if (values.has(value)) return false;
    values.add(value);
    this.#size++;
    return true;
  }

  /** Removes a pair. Returns false if it was not there. */
  remove(pattern: string, value: T): boolean {
    const tokens = pattern.split(".");
    const tail = tokens.at(-1) === ANY_TAIL;
    if (tail) tokens.pop();
    const removed = removeBelow(this.#root, tokens, 0, tail, value);
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

function newBranch<T>(label: readonly string[]): Branch<T> {
  return { label, children: undefined, here: undefined, tail: undefined };
}

/** The branch at which `tokens` end; made, and others split for it, if need be. */
function branchFor<T>(root: Branch<T>, tokens: readonly string[]): Branch<T> {
  let branch = root;
  for (let depth = 0; depth < tokens.length; depth += branch.label.length) {
    const children = (branch.children ??= new Map<string, Branch<T>>());
    const token = tokens[depth]!;
    let child = children.get(token);
    if (child === undefined) child = newBranch(tokens.slice(depth));
    else child = splitAt(child, commonLength(child.label, tokens, depth));
    children.set(token, child);
    branch = child;
  }
  return branch;
}

/** The upper part of the branch, with the first `length` tokens of its label; the branch itself if that is all. */
function splitAt<T>(branch: Branch<T>, length: number): Branch<T> {
  if (length === branch.label.length) return branch;
  const upper = newBranch<T>(branch.label.slice(0, length));
  branch.label = branch.label.slice(length);
  upper.children = new Map([[branch.label[0]!, branch]]);
  return upper;
}

function commonLength(label: readonly string[], tokens: readonly string[], depth: number): number {
  let length = 1;
  while (length < label.length && label[length] === tokens[depth + length]) length++;
  return length;
}

function collect<T>(branch: Branch<T>, tokens: readonly string[], depth: number, found: Set<T>): void {
  if (depth === tokens.length) {
    addAll(branch.here, found);
    return;
  }
  addAll(branch.tail, found);
  if (branch.children === undefined) return;
  collectFrom(branch.children.get(tokens[depth]!), tokens, depth, found);
  collectFrom(branch.children.get(ANY_TOKEN), tokens, depth, found);
}

function collectFrom<T>(child: Branch<T> | undefined, tokens: readonly string[], depth: number, found: Set<T>): void {
  if (child === undefined) return;
  const { label } = child;
  if (depth + label.length > tokens.length) return;
  for (let at = 1; at < label.length; at++) {
    if (label[at] !== ANY_TOKEN && label[at] !== tokens[depth + at]) return;
  }
  collect(child, tokens, depth + label.length, found);
}

function addAll<T>(values: Set<T> | undefined, found: Set<T>): void {
  if (values !== undefined) for (const value of values) found.add(value);
}

function removeBelow<T>(branch: Branch<T>, tokens: readonly string[], depth: number, tail: boolean, value: T): boolean {
  if (depth === tokens.length) return removeFrom(branch, tail ? "tail" : "here", value);
  const child = branch.children?.get(tokens[depth]!);
  if (child === undefined || commonLength(child.label, tokens, depth) < child.label.length) return false;
  const removed = removeBelow(child, tokens, depth + child.label.length, tail, value);
  if (removed) tidy(branch.children!, child);
  return removed;
}

function removeFrom<T>(branch: Branch<T>, where: "here" | "tail", value: T): boolean {
  const values = branch[where];
  if (values === undefined || !values.delete(value)) return false;
  if (values.size === 0) branch[where] = undefined;
  return true;
}

/** Something below `child` is gone: so is the child if it was the last, and the branch point if one way is left. */
function tidy<T>(siblings: Map<string, Branch<T>>, child: Branch<T>): void {
  if (child.here !== undefined || child.tail !== undefined) return;
  const { children } = child;
  if (children === undefined || children.size === 0) siblings.delete(child.label[0]!);
  else if (children.size === 1) {
    const only = children.values().next().value!;
    children.clear();
    only.label = [...child.label, ...only.label];
    siblings.set(only.label[0]!, only);
  }
}
