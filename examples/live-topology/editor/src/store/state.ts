// All that the page knows, and how it changes. Pure: what happens is an action, and tests play actions.

import type { Mutation, Operation, Topology } from "../../../shared/index.ts";
import { type Entry, enqueued, fromMutation, isOpen, newestFirst, type Step, submitted, withStep } from "./entry.ts";
import { type Live, NOTHING_LIVE, onlyOf, withAttacker, withTraffic } from "./live.ts";
import { type Names, withNames } from "./operation-text.ts";
import type { AttackerNews, MutationNews, TrafficNews } from "./read-event.ts";

export interface EditorState {
  /** LIVE from the stream's `ready` until its `error`, and at no other time. */
  readonly connection: "connecting" | "live";
  /** Why the API did not answer the last time; null if it did. */
  readonly unreachable: string | null;
  /** The API has answered, and knows no such topology; `unreachable` says so. */
  readonly isMissing: boolean;
  readonly topology: Topology | null;
  readonly names: Names;
  /** The newest first. */
  readonly entries: readonly Entry[];
  /** How many refreshes have begun, and the number of the one whose topology is shown. */
  readonly refreshesBegun: number;
  readonly shownRefresh: number;
  /** Someone pressed the button, and waits. */
  readonly refreshing: boolean;
  readonly live: Live;
  /** Mutations of this page that failed, and were not dismissed; the newest first. */
  readonly notices: readonly string[];
  /** What a screen reader is to say now. `turn` tells two equal texts apart. */
  readonly said: { readonly turn: number; readonly text: string };
}

export type Action =
  | { readonly type: "connection"; readonly connection: EditorState["connection"] }
  | { readonly type: "refresh-asked" }
  | { readonly type: "refresh-begun" }
  | { readonly type: "refresh-ended"; readonly unreachable: string | null; readonly isMissing: boolean }
  | { readonly type: "topology"; readonly topology: Topology; readonly refresh: number }
  | {
      readonly type: "listed";
      readonly mutations: readonly Mutation[];
      readonly complete: boolean;
      readonly refresh: number;
    }
  | { readonly type: "looked-up"; readonly id: string; readonly mutation: Mutation | null; readonly refresh: number }
  | { readonly type: "submitted"; readonly id: string; readonly operation: Operation; readonly at: string }
  | { readonly type: "accepted"; readonly mutation: Mutation }
  | { readonly type: "refused"; readonly id: string; readonly reason: string; readonly at: string }
  | { readonly type: "mutation"; readonly news: MutationNews }
  | { readonly type: "traffic"; readonly news: TrafficNews; readonly at: number }
  | { readonly type: "attacker"; readonly news: AttackerNews; readonly at: number }
  | { readonly type: "dismissed"; readonly id: string };

export const INITIAL: EditorState = {
  connection: "connecting",
  unreachable: null,
  isMissing: false,
  topology: null,
  names: new Map(),
  entries: [],
  refreshesBegun: 0,
  shownRefresh: 0,
  refreshing: false,
  live: NOTHING_LIVE,
  notices: [],
  said: { turn: 0, text: "" },
};

const MAX_ENTRIES = 200;
const MAX_NOTICES = 3;

export function reduce(state: EditorState, action: Action): EditorState {
  switch (action.type) {
    case "connection":
      return connected(state, action.connection);
    case "refresh-asked":
      return { ...state, refreshing: true };
    case "refresh-begun":
      return { ...state, refreshesBegun: state.refreshesBegun + 1 };
    case "refresh-ended":
      return { ...state, unreachable: action.unreachable, isMissing: action.isMissing, refreshing: false };
    case "topology":
      return withTopology(state, action.topology, action.refresh);
    case "listed":
      return withList(state, action);
    case "looked-up":
      return lookedUp(state, action);
    case "submitted":
      return withEntries(state, [submitted(action.id, action.operation, action.at), ...state.entries]);
    case "accepted":
      return changed(state, action.mutation.id, (entry) =>
        fromMutation(action.mutation, entry, state.refreshesBegun + 1),
      );
    case "refused":
      return changed(state, action.id, (entry) => withStep(entry, failure(action.reason, action.at)));
    case "mutation":
      return withNews(state, action.news);
    case "traffic":
    case "attacker":
      return { ...state, live: withLive(state, action) };
    case "dismissed":
      return { ...state, notices: state.notices.filter((id) => id !== action.id) };
  }
}

/** Open, known to the API, and so old that its list does not name them: somebody has to ask for them by their ids. */
export function unlisted(state: EditorState, mutations: readonly Mutation[]): readonly string[] {
  const listed = new Set(mutations.map(({ id }) => id));
  return state.entries
    .filter((entry) => entry.state !== "sending" && isOpen(entry) && !listed.has(entry.id))
    .map(({ id }) => id);
}

function connected(state: EditorState, connection: EditorState["connection"]): EditorState {
  if (connection === state.connection) return state;
  const text = connection === "live" ? "Live" : "Connection lost; polling";
  return { ...state, connection, said: { turn: state.said.turn + 1, text } };
}

function withTopology(state: EditorState, topology: Topology, refresh: number): EditorState {
  const live = onlyOf(state.live, new Set(topology.deckies.map(({ id }) => id)));
  return { ...state, topology, names: withNames(state.names, topology), shownRefresh: refresh, live };
}

function withList(
  state: EditorState,
  { mutations, complete, refresh }: Extract<Action, { type: "listed" }>,
): EditorState {
  const known = new Map(state.entries.map((entry) => [entry.id, entry]));
  const listed = mutations.map((mutation) => fromMutation(mutation, known.get(mutation.id), refresh));
  const ids = new Set(mutations.map(({ id }) => id));
  const oldest = complete ? -Infinity : Math.min(...mutations.map(({ seq }) => seq));
  // What the list goes down to and does not have, is not in the database: that is another one by now. Unless the list is older than it.
  const others = state.entries.filter(
    ({ id, seq, sureIn }) => !ids.has(id) && (seq === null || seq < oldest || sureIn > refresh),
  );
  return withEntries(state, [...others, ...listed]);
}

function lookedUp(state: EditorState, { id, mutation, refresh }: Extract<Action, { type: "looked-up" }>): EditorState {
  if (mutation !== null) return changed(state, id, (entry) => fromMutation(mutation, entry, refresh));
  return withEntries(
    state,
    state.entries.filter((entry) => entry.id !== id),
  );
}

function withNews(state: EditorState, news: MutationNews): EditorState {
  const { mutationId: id, operation, reason, at } = news;
  const known = state.entries.some((entry) => entry.id === id);
  if (!known) {
    if (operation === null || (news.state !== "pending" && news.state !== "applying")) return state;
    return withEntries(state, [{ ...enqueued(id, operation, at), state: news.state }, ...state.entries]);
  }
  // It comes after the fetch that may be under way has begun; the next one is sure to have it.
  const inRefresh = state.refreshesBegun + 1;
  return changed(state, id, (entry) => {
    if (news.state !== "pending") return withStep(entry, { state: news.state, reason, at, inRefresh });
    return entry.state === "sending" ? { ...entry, state: "pending" } : entry;
  });
}

function withLive(state: EditorState, action: Extract<Action, { type: "traffic" | "attacker" }>): Live {
  // The stream has all deckies of the host; the page shows one topology.
  if (state.topology?.deckies.some(({ id }) => id === action.news.deckyId) !== true) return state.live;
  if (action.type === "traffic") return withTraffic(state.live, action.news, action.at);
  return withAttacker(state.live, action.news, action.at);
}

function changed(state: EditorState, id: string, change: (entry: Entry) => Entry): EditorState {
  return withEntries(
    state,
    state.entries.map((entry) => (entry.id === id ? change(entry) : entry)),
  );
}

/** The new entries in their order, and what follows from those of this page that have ended by it. */
function withEntries(state: EditorState, entries: readonly Entry[]): EditorState {
  const wasOpen = new Set(state.entries.filter((entry) => isOpen(entry)).map(({ id }) => id));
  const ended = entries.filter((entry) => entry.own && wasOpen.has(entry.id) && !isOpen(entry));
  const failed = ended.filter((entry) => entry.state === "failed").map(({ id }) => id);
  const sorted = newestFirst(entries);
  return {
    ...state,
    entries: sorted.filter((entry, index) => index < MAX_ENTRIES || isOpen(entry)),
    notices: failed.length === 0 ? state.notices : [...failed, ...state.notices].slice(0, MAX_NOTICES),
    said: ended.length === 0 ? state.said : { turn: state.said.turn + 1, text: inWords(ended) },
  };
}

function inWords(ended: readonly Entry[]): string {
  return ended
    .map(({ operation, state, reason }) => {
      const what = operation.op.replace("_", " ");
      return reason === null ? `${what}: ${state}` : `${what} failed: ${reason}`;
    })
    .join(". ");
}

function failure(reason: string, at: string): Step {
  return { state: "failed", reason, at, inRefresh: 0 };
}
