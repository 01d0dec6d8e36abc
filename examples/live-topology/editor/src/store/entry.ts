// One line of the history: a mutation as this page knows it, from whichever source told first.
//
// Three sources tell of the same mutation, in any order and more than once: this page itself (it has just been sent), the events of the
// bus, and the list that the API answers with. Merging is therefore idempotent, and what has ended stays ended: a list that was read
// before the event, and arrives after it, takes nothing back.

import type { Mutation, MutationState, Operation } from "../../../shared/index.ts";

export interface Entry {
  readonly id: string;
  readonly operation: Operation;
  /** `sending`: this page has not heard from the API yet that it was written. */
  readonly state: "sending" | MutationState;
  /** Why it failed; null unless it did. */
  readonly reason: string | null;
  /** Null until the API has told. */
  readonly seq: number | null;
  /** RFC 3339, as are all times here. */
  readonly createdAt: string;
  readonly endedAt: string | null;
  readonly mutator: string | null;
  readonly attempts: number;
  /** Posted by this page. */
  readonly own: boolean;
  /** The number of the first refresh whose list is sure to go down to it, if it goes so far: an older list says nothing about it. */
  readonly sureIn: number;
  /** Applied: the number of the first refresh whose topology has it for certain. Until then the page shows it by itself. */
  readonly inRefresh: number | null;
}

/** Where the knowledge of a step comes from, and so what else is known with it. */
export interface Step {
  readonly state: "applying" | "applied" | "failed";
  readonly reason: string | null;
  readonly at: string;
  readonly inRefresh: number;
}

export function isOpen({ state }: Entry): boolean {
  return state === "sending" || state === "pending" || state === "applying";
}

export function submitted(id: string, operation: Operation, createdAt: string): Entry {
  return { ...enqueued(id, operation, createdAt), state: "sending", own: true };
}

export function enqueued(id: string, operation: Operation, createdAt: string): Entry {
  return {
    id,
    operation,
    state: "pending",
    reason: null,
    seq: null,
    createdAt,
    endedAt: null,
    mutator: null,
    attempts: 0,
    own: false,
    sureIn: 0,
    inRefresh: null,
  };
}

/** As the API tells it. `refresh`: the first one that is sure to know as much. */
export function fromMutation(mutation: Mutation, known: Entry | undefined, refresh: number): Entry {
  const { id, op, payload, state, reason, seq, created_at, ended_at, mutator, attempts } = mutation;
  // The union is told apart by `op`, which TypeScript does not follow through a destructured pair.
  const operation = { op, payload } as Operation;
  const entry: Entry = {
    id,
    operation,
    state,
    reason,
    seq,
    createdAt: created_at,
    endedAt: ended_at,
    mutator,
    attempts,
    own: known?.own ?? false,
    sureIn: refresh,
    inRefresh: state === "applied" ? (known?.inRefresh ?? refresh) : null,
  };
  if (known === undefined || isOpen(known) || !isOpen(entry)) return entry;
  return { ...known, seq, mutator, sureIn: refresh, attempts: Math.max(attempts, known.attempts) };
}

export function withStep(entry: Entry, step: Step): Entry {
  if (!isOpen(entry)) return entry;
  if (step.state === "applying") return { ...entry, state: "applying" };
  return {
    ...entry,
    state: step.state,
    reason: step.reason,
    endedAt: step.at,
    inRefresh: step.state === "applied" ? step.inRefresh : null,
  };
}

/** The newest first. What has no number yet is newer than what has, and among itself in the order in which it came. */
export function newestFirst(entries: readonly Entry[]): readonly Entry[] {
  return entries.toSorted((one, other) => (other.seq ?? Infinity) - (one.seq ?? Infinity) || 0);
}
