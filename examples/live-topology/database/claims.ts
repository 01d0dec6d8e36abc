// How several mutators share the mutations: each takes the oldest open one of some topology, for a while.
//
//   claim ──▶ { seq, attempt }: the token ──▶ renew … renew ──▶ end(token, operation) ──▶ applied or failed
//                  │ its mutator is killed: the lease runs out
//                  └──▶ claimed again, with the next attempt: who comes with the older token changes nothing
//
// An operation and the end of its mutation are one transaction. So it is done exactly once, whoever is killed when.

import type { Mutation } from "../shared/index.ts";
import { type Database, transaction } from "./open.ts";
import { type MutationRow, mutationOf, type TopologyRow } from "./rows.ts";

export interface ClaimOptions {
  readonly mutator: string;
  readonly leaseMs: number;
  readonly nowMs: number;
}

/** What an operation throws if it cannot be done. The message is for people. */
export class MutationRefused extends Error {
  override readonly name = "MutationRefused";
}

export interface Ended {
  readonly state: "applied" | "failed";
  /** Empty unless it failed. */
  readonly reason: string;
  readonly topology: Pick<TopologyRow, "state" | "reason">;
  /** The topology's state is another one than before. */
  readonly stateChanged: boolean;
}

/**
 * Claims the oldest open mutation of a topology, of those whose oldest nobody holds. One at a time for each topology, so that they are
 * applied in the order in which they were written. Undefined: there is nothing to do.
 */
export function claimMutation(database: Database, { mutator, leaseMs, nowMs }: ClaimOptions): Mutation | undefined {
  const row: unknown = database
    .prepare(
      `UPDATE mutation
       SET state = 'applying', mutator = :mutator, attempts = attempts + 1, applying_ms = :now, lease_until_ms = :until
       WHERE seq = (
         SELECT head.seq FROM topology JOIN mutation AS head ON head.seq = (
           SELECT seq FROM mutation
           WHERE topology_id = topology.id AND state IN ('pending', 'applying') ORDER BY seq LIMIT 1
         )
         WHERE head.state = 'pending' OR head.lease_until_ms <= :now
         ORDER BY head.seq LIMIT 1
       )
       RETURNING *`,
    )
    .get({ mutator, now: nowMs, until: nowMs + leaseMs });
  return row === undefined ? undefined : mutationOf(row as MutationRow);
}

/** False: the claim is lost. */
export function renewClaim(database: Database, { seq, attempts }: Mutation, untilMs: number): boolean {
  const { changes } = database
    .prepare("UPDATE mutation SET lease_until_ms = ? WHERE seq = ? AND attempts = ? AND state = 'applying'")
    .run(untilMs, seq, attempts);
  return changes === 1;
}

/** Gives back what a mutator of this name held when it died. Only for one that starts, before it claims anything. */
export function releaseClaims(database: Database, mutator: string): void {
  database
    .prepare("UPDATE mutation SET state = 'pending', lease_until_ms = NULL WHERE mutator = ? AND state = 'applying'")
    .run(mutator);
}

/**
 * Does the operation and ends its mutation, both or neither. What `operation` throws as MutationRefused becomes the reason; anything else
 * passes through, and the mutation stays claimed. Undefined: the claim is lost, and nothing was done.
 */
export function endMutation(
  database: Database,
  claimed: Mutation,
  nowMs: number,
  operation: () => void,
): Ended | undefined {
  return transaction(database, () => {
    if (!stillClaimed(database, claimed)) return undefined;
    const reason = refusalOf(database, operation);
    const state = reason === "" ? "applied" : "failed";
    database
      .prepare("UPDATE mutation SET state = ?, reason = ?, lease_until_ms = NULL, ended_ms = ? WHERE seq = ?")
      .run(state, reason === "" ? null : reason, nowMs, claimed.seq);
    return { state, reason, ...setTopologyState(database, claimed, reason) };
  });
}

function stillClaimed(database: Database, { seq, attempts }: Mutation): boolean {
  const held = database.prepare("SELECT 1 FROM mutation WHERE seq = ? AND attempts = ? AND state = 'applying'");
  return held.get(seq, attempts) !== undefined;
}

/** Why the operation was refused; empty if it was done. What it had done until it was refused is undone. */
function refusalOf(database: Database, operation: () => void): string {
  database.exec("SAVEPOINT operation");
  try {
    operation();
    database.exec("RELEASE operation");
    return "";
  } catch (error) {
    if (!(error instanceof MutationRefused)) throw error;
    database.exec("ROLLBACK TO operation; RELEASE operation");
    return error.message;
  }
}

function setTopologyState(
  database: Database,
  { topology_id, op }: Mutation,
  refusal: string,
): Pick<Ended, "stateChanged" | "topology"> {
  const before: unknown = database.prepare("SELECT state FROM topology WHERE id = ?").get(topology_id);
  const topology: Ended["topology"] =
    refusal === "" ? { state: "active", reason: "" } : { state: "degraded", reason: `${op} failed: ${refusal}` };
  database
    .prepare("UPDATE topology SET state = ?, reason = ?, version = version + ? WHERE id = ?")
    .run(topology.state, topology.reason, refusal === "" ? 1 : 0, topology_id);
  return { topology, stateChanged: (before as { state: string }).state !== topology.state };
}
