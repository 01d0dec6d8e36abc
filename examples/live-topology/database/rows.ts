// Rows as SQLite gives them, and what the API says of them.

import type { Decky, Lan, Mutation, Operation, Topology } from "../shared/index.ts";

export interface MutationRow {
  readonly seq: number;
  readonly id: string;
  readonly topology_id: string;
  readonly op: string;
  readonly payload: string;
  readonly state: Mutation["state"];
  readonly reason: string | null;
  readonly attempts: number;
  readonly mutator: string | null;
  readonly created_ms: number;
  readonly applying_ms: number | null;
  readonly ended_ms: number | null;
}

export type TopologyRow = Pick<Topology, "id" | "name" | "state" | "reason" | "version">;

export type DeckyRow = Omit<Decky, "services"> & { readonly services: string };

export function mutationOf(row: MutationRow): Mutation {
  const { seq, id, topology_id, state, reason, attempts, mutator } = row;
  // The API has checked both before it wrote them.
  const operation = { op: row.op, payload: JSON.parse(row.payload) as unknown } as Operation;
  const times = { created_at: time(row.created_ms), applying_at: time(row.applying_ms), ended_at: time(row.ended_ms) };
  return { id, topology_id, seq, ...operation, state, reason, attempts, mutator, ...times };
}

function deckyOf({ services, ...decky }: DeckyRow): Decky {
  return { ...decky, services: JSON.parse(services) as string[] };
}

export function topologyOf(row: TopologyRow, lans: readonly Lan[], deckies: readonly DeckyRow[]): Topology {
  return { ...row, lans, deckies: deckies.map(deckyOf) };
}

function time(ms: number): string;
function time(ms: number | null): string | null;
function time(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}
