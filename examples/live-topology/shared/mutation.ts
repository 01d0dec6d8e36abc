// A mutation: one operation on one topology, as a row of the database. It ends exactly once.
//
//   POST ─▶ pending ──a mutator claims it──▶ applying ──▶ applied
//              ▲                                │   └───▶ failed, with a reason
//              └── its mutator died: the lease ran out ──┘ (it is claimed again, by whoever comes)

import type { Operation } from "./operations.ts";

export type MutationState = "pending" | "applying" | "applied" | "failed";

/** `GET /api/v1/topologies/{id}/mutations/{mutation_id}`, and what POST answers. Times are RFC 3339 in UTC, with milliseconds. */
export type Mutation = Operation & {
  readonly id: string;
  readonly topology_id: string;
  /** The order in which mutations were written, over all topologies. Those of one topology are applied in this order. */
  readonly seq: number;
  readonly state: MutationState;
  /** Why it failed, for people; null unless it did. */
  readonly reason: string | null;
  /** How often a mutator has claimed it: more than once if one died over it. */
  readonly attempts: number;
  /** The mutator that claimed it last. */
  readonly mutator: string | null;
  readonly created_at: string;
  /** When it was claimed last. */
  readonly applying_at: string | null;
  /** When it was applied, or failed. */
  readonly ended_at: string | null;
};

/** What is posted to `/api/v1/topologies/{id}/mutations`. */
export type NewMutation = Operation & {
  /**
   * Chosen by the poster, and then the same request may be sent again when its answer was lost: it is the same mutation. A UUID. Default:
   * the API makes one.
   */
  readonly mutation_id?: string;
};

/** `GET /api/v1/topologies/{id}/mutations?limit=50&before=SEQ`, the newest first. */
export interface MutationList {
  readonly mutations: readonly Mutation[];
  /** Give it as `before` to get older ones; null: there are none. */
  readonly next_before: number | null;
}
