// A topology and its mutations, made up for the page's tests.

import {
  type Action,
  type EditorState,
  INITIAL,
  reduce,
} from "../../../../examples/live-topology/editor/src/store/state.ts";
import type { Mutation, MutationState, Operation, Topology } from "../../../../examples/live-topology/shared/index.ts";

export const NOON = "2026-01-01T12:00:00.000Z";
export const LATER = "2026-01-01T12:00:01.500Z";

export const topology: Topology = {
  id: "maze",
  name: "Maze",
  state: "active",
  reason: "",
  version: 0,
  lans: [
    { id: "dmz", name: "DMZ", subnet: "10.0.1.0/24", x: 0, y: 0, width: 320, height: 220 },
    { id: "office", name: "Office", subnet: "10.0.2.0/24", x: 400, y: 0, width: 320, height: 220 },
  ],
  deckies: [
    { id: "web", lan_id: "dmz", name: "web", ip: "10.0.1.2", services: ["http"], x: 20, y: 52 },
    { id: "desk", lan_id: "office", name: "desk", ip: "10.0.2.2", services: ["rdp"], x: 20, y: 52 },
  ],
};

export const moveDmz: Operation = { op: "move_lan", payload: { lan_id: "dmz", x: 50, y: 60 } };

export function mutation(seq: number, state: MutationState, operation: Operation = moveDmz): Mutation {
  const ended = state === "applied" || state === "failed";
  return {
    ...operation,
    id: `m${seq}`,
    topology_id: "maze",
    seq,
    state,
    reason: state === "failed" ? "because" : null,
    attempts: state === "pending" ? 0 : 1,
    mutator: state === "pending" ? null : "mutator-1",
    created_at: NOON,
    applying_at: state === "pending" ? null : NOON,
    ended_at: ended ? LATER : null,
  };
}

export function played(...actions: readonly Action[]): EditorState {
  return actions.reduce(reduce, INITIAL);
}

/** A page that has loaded the topology, and knows of no mutation. */
export const loaded: readonly Action[] = [
  { type: "refresh-begun" },
  { type: "listed", mutations: [], complete: true, refresh: 1 },
  { type: "topology", topology, refresh: 1 },
  { type: "refresh-ended", unreachable: null, isMissing: false },
];

export function news(id: string, state: MutationState, operation: Operation | null = null): Action {
  const reason = state === "failed" ? "because" : null;
  return { type: "mutation", news: { mutationId: id, state, operation, reason, at: LATER } };
}
