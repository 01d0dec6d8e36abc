// What the streams say (Server-Sent Events): events of the bus, by their declared names, and two of the stream's own.
//
//   const source = new EventSource(eventsPath("maze", { live: true }));
//   source.addEventListener("ready", …)                        LIVE: refetch, for what happened before was not heard
//   source.addEventListener("resync", …)                       something was lost: refetch
//   source.addEventListener("topology.mutation.applied", …)    JSON.parse(event.data) is a BusEventData
//   source.addEventListener("error", …)                        CONNECTING…: the source comes back by itself
//
// The source is LIVE from `ready` until `error`, and at no other time: without a bus the stream opens all the same, and says nothing.

/** The data of every event that comes from the bus. */
export interface BusEventData<Name extends EventName = EventName> {
  readonly topic: string;
  readonly type: string;
  /** The worker that published it. */
  readonly source: string;
  /** In hex; unique for each event. */
  readonly id: string;
  /** RFC 3339 in UTC, up to nanoseconds; null = not said. */
  readonly published_at: string | null;
  readonly payload: EventPayloads[Name];
}

/** By SSE event name: the payload, by protobuf's JSON mapping. 64-bit numbers are strings there, times RFC 3339, durations "0.250s". */
export interface EventPayloads {
  readonly "topology.mutation.enqueued": MutationStep & { readonly payload: Readonly<Record<string, unknown>> | null };
  readonly "topology.mutation.applying": MutationStep & { readonly payload: Readonly<Record<string, unknown>> | null };
  readonly "topology.mutation.applied": MutationStep;
  readonly "topology.mutation.failed": MutationStep & { readonly reason: string };
  readonly "topology.status": { readonly state: string; readonly reason: string };
  readonly "decky.traffic": {
    readonly since: string;
    /** For example "0.500s". */
    readonly interval: string;
    readonly service: string;
    readonly peer_ip: string;
    readonly packets_in: string;
    readonly bytes_in: string;
    readonly packets_out: string;
    readonly bytes_out: string;
    readonly connections_opened: number;
  };
  readonly "attacker.observed": {
    readonly ip: string;
    /** Equal to `last_seen`: it is new. */
    readonly first_seen: string;
    readonly last_seen: string;
    readonly decky_id: string;
    readonly service: string;
  };
  readonly "system.bus.health": {
    readonly ts: string;
    readonly uptime_s: number;
    readonly pid: number;
    readonly version: string;
  };
}

interface MutationStep {
  readonly mutation_id: string;
  readonly op: string;
}

export type EventName = keyof EventPayloads;

/** The stream hears everything from here on, or says `resync`. */
export interface ReadyData {
  readonly patterns: readonly string[];
}

/** Something was lost: fetch again what you show. */
export interface ResyncData {
  /**
   * `slow`: this page did not read; `resume`: it comes back, and nobody knows what it missed; otherwise the bus lost it, by `overflow`, or
   * while it was away (`reconnect`, `restart`), or could not decode it (`decode`).
   */
  readonly reason: "decode" | "overflow" | "reconnect" | "restart" | "resume" | "slow";
  /** How many events at most; null = nobody knows. */
  readonly lost: number | null;
}

/** The stream of one topology. `live`: also the traffic and the attackers of all deckies. */
export function eventsPath(topologyId: string, { live = false }: { readonly live?: boolean } = {}): string {
  return `/api/v1/topologies/${encodeURIComponent(topologyId)}/events${live ? "?live=true" : ""}`;
}

/** The dashboard's stream: all topologies, deckies and attackers. */
export const STREAM_PATH = "/api/v1/stream";
