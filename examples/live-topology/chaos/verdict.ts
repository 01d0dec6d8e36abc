// What must be true in the end, read from the database. Mutations of one topology are applied in the order in which they were written: so an
// empty topology, and the same mutations once more, one after the other, must give the same outcomes and the same topology.

import { isDeepStrictEqual } from "node:util";
import { claimMutation, endMutation } from "../database/claims.ts";
import { enqueueMutation } from "../database/mutations.ts";
import { type Database, openDatabase } from "../database/open.ts";
import { type MutationRow, mutationOf } from "../database/rows.ts";
import { createTopology, readTopology } from "../database/topologies.ts";
import { perform } from "../mutator/operations.ts";
import type { Mutation } from "../shared/index.ts";

export interface Verdict {
  /** Each a sentence; none: all is well. */
  readonly faults: readonly string[];
  readonly applied: number;
  readonly failed: number;
  /** Mutations that were claimed more than once: their mutator had died over them. */
  readonly claimedAgain: number;
}

/** @param posted ids of the mutations that somebody was told were written; @param topologies ids of topologies that began empty */
export function judge(database: Database, posted: readonly string[], topologies: readonly string[]): Verdict {
  const mutations = allMutations(database);
  const faults = [
    ...faultsOfRows(mutations, posted),
    ...faultsOfSteps(database, mutations),
    ...topologies.flatMap((id) => [...faultsOfTopology(database, id, mutations)]),
  ];
  const count = (state: Mutation["state"]): number => mutations.filter((each) => each.state === state).length;
  const claimedAgain = mutations.filter(({ attempts }) => attempts > 1).length;
  return { faults, applied: count("applied"), failed: count("failed"), claimedAgain };
}

function allMutations(database: Database): Mutation[] {
  const rows: unknown = database.prepare("SELECT * FROM mutation ORDER BY seq").all();
  return (rows as MutationRow[]).map(mutationOf);
}

function* faultsOfRows(mutations: readonly Mutation[], posted: readonly string[]): Generator<string> {
  const written = new Set(mutations.map(({ id }) => id));
  const lost = posted.filter((id) => !written.has(id));
  if (lost.length > 0)
    yield `${lost.length} mutations were answered, and are not there: ${lost.slice(0, 3).join(", ")}`;
  if (written.size !== posted.length) yield `${posted.length} mutations were posted, ${written.size} are there`;
  for (const { id, state } of mutations) if (state !== "applied" && state !== "failed") yield `${id} is ${state}`;
}

/** By the database's own record of every state that a row was in. */
function* faultsOfSteps(database: Database, mutations: readonly Mutation[]): Generator<string> {
  const counted: unknown = database
    .prepare("SELECT seq, count(*) AS ends FROM mutation_step WHERE state IN ('applied', 'failed') GROUP BY seq")
    .all();
  const ends = new Map((counted as { seq: number; ends: number }[]).map((row) => [row.seq, row.ends]));
  for (const { seq, id } of mutations) if (ends.get(seq) !== 1) yield `${id} ended ${ends.get(seq) ?? 0} times`;
}

function* faultsOfTopology(database: Database, topologyId: string, mutations: readonly Mutation[]): Generator<string> {
  const own = mutations.filter(({ topology_id }) => topology_id === topologyId);
  const replay = openDatabase(":memory:");
  try {
    createTopology(replay, { id: topologyId, name: topologyId, lans: [], deckies: [] });
    for (const mutation of own) {
      const outcome = redo(replay, mutation);
      if (outcome.state === mutation.state && (outcome.reason || null) === mutation.reason) continue;
      yield `${mutation.id} (${mutation.op}) is ${mutation.state} (${mutation.reason}); in its turn it is ${outcome.state} (${outcome.reason})`;
      return;
    }
    const [found, expected] = [readTopology(database, topologyId), readTopology(replay, topologyId)];
    if (!isDeepStrictEqual(sorted(found), sorted(expected))) {
      yield `${topologyId} is not what its mutations make of it: ${JSON.stringify(found)} instead of ${JSON.stringify(expected)}`;
    }
  } finally {
    replay.close();
  }
}

function redo(replay: Database, { id, topology_id, op, payload }: Mutation): { state: string; reason: string } {
  enqueueMutation(replay, { id, topologyId: topology_id, operation: { op, payload } as Mutation, nowMs: 0 });
  const claimed = claimMutation(replay, { mutator: "replay", leaseMs: 1, nowMs: 0 })!;
  return endMutation(replay, claimed, 0, () => perform(replay, claimed))!;
}

/** Rows come in the order in which they were made, which a deleted row's number may disturb. */
function sorted(topology: ReturnType<typeof readTopology>): unknown {
  if (topology === undefined) return undefined;
  const byId = (one: { id: string }, other: { id: string }): number => (one.id < other.id ? -1 : 1);
  return { ...topology, lans: topology.lans.toSorted(byId), deckies: topology.deckies.toSorted(byId) };
}
