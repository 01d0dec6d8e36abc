// Mutations, as the API writes and reads them.

import { isDeepStrictEqual } from "node:util";
import type { Mutation, MutationState, Operation } from "../shared/index.ts";
import { type Database, transaction } from "./open.ts";
import { type MutationRow, mutationOf } from "./rows.ts";

const COLUMNS =
  "seq, id, topology_id, op, payload, state, reason, attempts, mutator, created_ms, applying_ms, ended_ms";

export interface EnqueueRequest {
  readonly id: string;
  readonly topologyId: string;
  readonly operation: Operation;
  readonly nowMs: number;
}

/** `new`: it was written. `known`: it was there already, and is the same. `taken`: the id is another mutation's. */
export interface Enqueued {
  readonly outcome: "known" | "new" | "taken";
  readonly mutation: Mutation;
}

/** Writes a mutation in state pending. The topology must be there. */
export function enqueueMutation(database: Database, { id, topologyId, operation, nowMs }: EnqueueRequest): Enqueued {
  return transaction(database, () => {
    const known = findById(database, id);
    if (known !== undefined) {
      const { op, payload } = known;
      const same = known.topology_id === topologyId && isDeepStrictEqual({ op, payload }, { ...operation });
      return { outcome: same ? "known" : "taken", mutation: known };
    }
    const row: unknown = database
      .prepare(
        `INSERT INTO mutation (id, topology_id, op, payload, created_ms) VALUES (?, ?, ?, ?, ?) RETURNING ${COLUMNS}`,
      )
      .get(id, topologyId, operation.op, JSON.stringify(operation.payload), nowMs);
    return { outcome: "new", mutation: mutationOf(row as MutationRow) };
  });
}

export function findMutation(database: Database, topologyId: string, id: string): Mutation | undefined {
  const mutation = findById(database, id);
  return mutation?.topology_id === topologyId ? mutation : undefined;
}

export interface MutationQuery {
  readonly limit: number;
  /** Only those that were written before this one. */
  readonly before?: number | undefined;
  readonly state?: MutationState | undefined;
}

/** The newest first. */
export function listMutations(database: Database, topologyId: string, query: MutationQuery): Mutation[] {
  const rows: unknown = database
    .prepare(
      `SELECT ${COLUMNS} FROM mutation
       WHERE topology_id = :topology AND seq < :before AND (:state IS NULL OR state = :state)
       ORDER BY seq DESC LIMIT :limit`,
    )
    .all({
      topology: topologyId,
      before: query.before ?? Number.MAX_SAFE_INTEGER,
      state: query.state ?? null,
      limit: query.limit,
    });
  return (rows as MutationRow[]).map(mutationOf);
}

/** Those that have not ended. */
export function countOpen(database: Database): number {
  const row: unknown = database
    .prepare("SELECT count(*) AS open FROM mutation WHERE state IN ('pending', 'applying')")
    .get();
  return (row as { open: number }).open;
}

function findById(database: Database, id: string): Mutation | undefined {
  const row: unknown = database.prepare(`SELECT ${COLUMNS} FROM mutation WHERE id = ?`).get(id);
  return row === undefined ? undefined : mutationOf(row as MutationRow);
}
