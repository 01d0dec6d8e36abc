// What the processes of a campaign tell each other.

import type { Tally } from "./hostile-peer.ts";

export interface AttackerArguments {
  readonly socket: string;
  readonly seed: number;
  /** Key of ATTACKS. */
  readonly group: string;
  /** Only the attack of this name, if there is one. */
  readonly only: string | undefined;
  /** Absent: until it is told to stop. */
  readonly rounds: number | undefined;
  readonly patience: number;
}

/** From an attacker: how far each of its attacks is. */
export type AttackTallies = Readonly<Record<string, Tally>>;

export interface GuestArguments {
  readonly socket: string;
  readonly seed: number;
  /** Events of each pair; absent: until they are told to finish. */
  readonly events: number | undefined;
  /** How long what was published may take to arrive, and accounts to agree. */
  readonly limitMs: number;
}

/** What a pair of publisher and subscriber has seen. */
export interface PairReport {
  readonly name: string;
  readonly published: number;
  readonly received: number;
  /** Told as lost. */
  readonly dropped: number;
  readonly gaps: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  readonly faults: readonly string[];
}

/** What a subscriber to everything has seen. */
export interface WitnessReport {
  readonly name: string;
  /** By the daemon's own count. */
  readonly matched: number;
  readonly received: number;
  readonly dropped: number;
  readonly faults: readonly string[];
}

/** What the daemon says of itself when everybody but the pairs has left. */
export interface FinalStatus {
  readonly connections: number;
  readonly patterns: number;
  /** `client name: pattern pattern`, sorted. */
  readonly clients: readonly string[];
}

export interface GuestReport {
  readonly pairs: readonly PairReport[];
  readonly witnesses: readonly WitnessReport[];
  readonly status: FinalStatus;
  /** What it should have been. */
  readonly expected: FinalStatus;
}

export type GuestMessage =
  /** All are connected; so many of the connections are witnesses', who leave before the pairs do. */
  | { readonly kind: "ready"; readonly witnesses: number }
  | { readonly kind: "progress"; readonly published: number; readonly received: number }
  /** Published as many as it was to. */
  | { readonly kind: "done" }
  | { readonly kind: "report"; readonly report: GuestReport };
