// What `decnet bus top` knows, and what samples and keys make of it. Nothing here knows a terminal, a bus or a clock.

import type { BusStatus, ClientStatus, EventCounts } from "../../client/bus-status.ts";

/** Samples that are remembered: what a wide terminal can draw. */
const REMEMBERED = 240;

/** By what connections can be sorted, in the order of the columns. */
export const SORTS = ["name", "pid", "queue", "in", "out", "drop", "dropped"] as const;
export type Sort = (typeof SORTS)[number];

/** Events per second, oldest first. */
export interface History {
  readonly in: readonly number[];
  readonly out: readonly number[];
  readonly dropped: readonly number[];
}

export interface TopState {
  /** The last one that came; undefined before the first. */
  readonly status: BusStatus | undefined;
  readonly history: History;
  /** What each connection had in and out, by `keysOf`. */
  readonly activity: ReadonlyMap<string, readonly number[]>;
  /** Why there is no newer status, and since when, in milliseconds since 1970. */
  readonly away: { readonly why: string; readonly sinceMs: number } | undefined;
  /** The bus is another one than at first. */
  readonly restarted: boolean;
  readonly sort: Sort;
  readonly reversed: boolean;
  readonly paused: boolean;
  readonly help: boolean;
  /** Rows that are scrolled over. */
  readonly offset: number;
}

const NO_HISTORY: History = { in: [], out: [], dropped: [] };

export const FIRST_STATE: TopState = {
  status: undefined,
  history: NO_HISTORY,
  activity: new Map(),
  away: undefined,
  restarted: false,
  sort: "out",
  reversed: false,
  paused: false,
  help: false,
  offset: 0,
};

/** A status came. */
export function sampled(state: TopState, status: BusStatus): TopState {
  const restarted = state.status !== undefined && state.status.busId !== status.busId;
  const { history, activity } = restarted ? { history: NO_HISTORY, activity: FIRST_STATE.activity } : state;
  const { totals } = status;
  const keys = keysOf(status.connections);
  return {
    ...state,
    status,
    history: {
      in: remember(history.in, totals.eventsInPerS),
      out: remember(history.out, totals.eventsOutPerS),
      dropped: remember(history.dropped, totals.eventsDroppedPerS),
    },
    // Of those that are gone nothing is kept.
    activity: new Map(
      status.connections.map((each, index) => [
        keys[index]!,
        remember(activity.get(keys[index]!), each.eventsInPerS + each.eventsOutPerS),
      ]),
    ),
    away: undefined,
    restarted: state.restarted || restarted,
  };
}

/** No status came. */
export function missed(state: TopState, why: string, nowMs: number): TopState {
  return { ...state, away: { why, sinceMs: state.away?.sinceMs ?? nowMs } };
}

/**
 * Connections have no number, so one is known by its name and process; of several that are alike in both, by which of them came first.
 */
export function keysOf(connections: readonly ClientStatus[]): string[] {
  const seen = new Map<string, number>();
  return connections.map(({ clientName, pid }) => {
    const alike = `${pid} ${clientName}`;
    const index = seen.get(alike) ?? 0;
    seen.set(alike, index + 1);
    return `${index} ${alike}`;
  });
}

const SORT_KEYS: Readonly<Record<string, Sort>> = {
  n: "name",
  p: "pid",
  u: "queue",
  i: "in",
  o: "out",
  d: "drop",
  D: "dropped",
};

/** Where a key scrolls to. */
const SCROLLS: Readonly<Record<string, (offset: number, page: number, rows: number) => number>> = {
  up: (offset) => offset - 1,
  k: (offset) => offset - 1,
  down: (offset) => offset + 1,
  j: (offset) => offset + 1,
  pageup: (offset, page) => offset - page,
  pagedown: (offset, page) => offset + page,
  home: () => 0,
  g: () => 0,
  end: (_offset, _page, rows) => rows,
  G: (_offset, _page, rows) => rows,
};

/** A key was pressed; one that means nothing changes nothing. `page`: how many rows are shown at a time. */
export function pressed(state: TopState, key: string, page: number): TopState {
  const sort = own(SORT_KEYS, key);
  if (sort !== undefined) return { ...state, sort, offset: 0 };
  const scroll = own(SCROLLS, key);
  if (scroll !== undefined) {
    const rows = state.status?.connections.length ?? 0;
    return { ...state, offset: Math.max(0, Math.min(scroll(state.offset, page, rows), rows - page)) };
  }
  switch (key) {
    case "left":
    case "<":
      return { ...state, sort: neighbour(state.sort, -1) };
    case "right":
    case ">":
      return { ...state, sort: neighbour(state.sort, 1) };
    case "r":
      return { ...state, reversed: !state.reversed, offset: 0 };
    case "space":
      return { ...state, paused: !state.paused };
    case "?":
    case "h":
      return { ...state, help: !state.help };
    case "escape":
      return { ...state, help: false };
    default:
      return state;
  }
}

/** What the table has for a key that somebody pressed: not what every object has, such as `constructor`. */
function own<Value>(table: Readonly<Record<string, Value>>, key: string): Value | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

function neighbour(sort: Sort, step: number): Sort {
  return SORTS[(SORTS.indexOf(sort) + step + SORTS.length) % SORTS.length]!;
}

function remember(values: readonly number[] | undefined, value: number): readonly number[] {
  return [...(values ?? []), value].slice(-REMEMBERED);
}

/** A connection and what is known of it. */
export interface TopRow {
  readonly client: ClientStatus;
  readonly activity: readonly number[];
}

const VALUES: Readonly<Record<Exclude<Sort, "name">, (client: ClientStatus) => number>> = {
  pid: ({ pid }) => pid,
  queue: ({ queuedEvents }) => queuedEvents,
  in: rate("eventsInPerS"),
  out: rate("eventsOutPerS"),
  drop: rate("eventsDroppedPerS"),
  dropped: rate("eventsDropped"),
};

/** All connections as they are to be shown: text from A, numbers from the largest; those that are equal as they came. */
export function sortedRows({ status, activity, sort, reversed }: TopState): TopRow[] {
  const connections = status?.connections ?? [];
  const keys = keysOf(connections);
  const rows = connections.map((client, index) => ({ client, activity: activity.get(keys[index]!) ?? [] }));
  const order = sort === "name" ? byName : (one: TopRow, other: TopRow) => compare(VALUES[sort], other, one);
  return rows.toSorted((one, other) => (reversed ? order(other, one) : order(one, other)));
}

function byName({ client: one }: TopRow, { client: other }: TopRow): number {
  if (one.clientName === other.clientName) return 0;
  return one.clientName < other.clientName ? -1 : 1;
}

function compare(value: (client: ClientStatus) => number, one: TopRow, other: TopRow): number {
  return value(one.client) - value(other.client);
}

function rate(count: keyof EventCounts): (client: ClientStatus) => number {
  return (client) => client[count];
}
