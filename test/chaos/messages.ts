// What the processes of a run tell each other.

export interface ClientArguments {
  readonly socket: string;
  readonly seed: number;
  /** The clients of this process. */
  readonly names: readonly string[];
  /** How many there are in all processes. */
  readonly clients: number;
  /** Planted, to see that it is found: `silent` hides gaps from the ledger, `crash` leaves a rejection alone. */
  readonly fault: string | undefined;
}

/** What a process has open while all of its clients are connected. */
export interface Belongings {
  readonly rssBytes: number;
  readonly openFiles: number;
  /** Of `process.getActiveResourcesInfo()`: how many of each. */
  readonly resources: Readonly<Record<string, number>>;
  /** Of the process itself. */
  readonly listeners: number;
}

/** How far a client is that has to come back. */
export interface Return {
  readonly name: string;
  /** Unix time in milliseconds; undefined: not in time. */
  readonly connectedAtMs: number | undefined;
  /** It has heard every client, on the new daemon. */
  readonly hearsAllAtMs: number | undefined;
  /** Whom it does not hear. */
  readonly missing: readonly string[];
}

export type ClientCommand =
  /** Wait until all are connected to another daemon than before, and hear everybody. */
  | { readonly kind: "look"; readonly cycle: number; readonly limitMs: number }
  /** Publish no more. */
  | { readonly kind: "quiet"; readonly limitMs: number }
  /** Wait until all has come that was published, close, and end. */
  | { readonly kind: "finish"; readonly published: Readonly<Record<string, number>>; readonly limitMs: number };

export interface ClientReport {
  readonly name: string;
  readonly published: number;
  /** `publish` said that it was not handed over. */
  readonly refused: number;
  readonly received: number;
  readonly gaps: number;
  readonly holes: number;
  /** Events that are missing in the holes. */
  readonly missed: number;
  readonly reconnects: number;
  readonly faults: readonly string[];
}

export type ClientMessage =
  | { readonly kind: "ready" }
  | {
      readonly kind: "looked";
      readonly returns: readonly Return[];
      readonly belongings: Belongings;
      /** Found since the last look. */
      readonly faults: readonly string[];
    }
  | { readonly kind: "quiet"; readonly published: Readonly<Record<string, number>>; readonly faults: readonly string[] }
  | { readonly kind: "finished"; readonly reports: readonly ClientReport[] };

export interface PublisherArguments {
  readonly socket: string;
}

/** `warm`: it runs; `stopped`: the broker is about to be; `resumed`: it is about to go on; `finish`: stop, and say what became of it. */
export type PublisherPhase = "warm" | "stopped" | "resumed";
export type PublisherCommand =
  | { readonly phase: PublisherPhase }
  | { readonly phase: "finish"; readonly limitMs: number };

/** How long a turn of the event loop took. */
export interface Turns {
  readonly count: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  /** Of the processor, by the thread. */
  readonly p99CpuMs: number;
  readonly maxCpuMs: number;
  /** By the clock. */
  readonly longestGcMs: number;
}

export interface PublisherReport {
  readonly published: number;
  readonly refused: number;
  readonly overflow: number;
  readonly reconnects: number;
  readonly connected: boolean;
  /** Of the phase `stopped`. */
  readonly turns: Turns;
  readonly rssBytes: Readonly<Record<PublisherPhase, readonly number[]>>;
  readonly flushFault: string | undefined;
  /** What the bus has warned of. */
  readonly warnings: readonly string[];
}

export type PublisherMessage =
  | { readonly kind: "ready" }
  /** It is in this phase now; the next event has this number. */
  | { readonly kind: "phase"; readonly phase: PublisherPhase; readonly number: number; readonly overflow: number }
  | { readonly kind: "report"; readonly report: PublisherReport };

export interface SubscriberReport {
  readonly received: number;
  /** By `bus.stats()`. */
  readonly droppedByBroker: number;
  /** By `onGap`. */
  readonly toldByGaps: number;
  /** By `subscription.dropped`. */
  readonly dropped: number;
  readonly newest: number;
  readonly reconnects: number;
  readonly faults: readonly string[];
}

/** Wait until so many are accounted for, and end. */
export interface SubscriberCommand {
  readonly due: number;
  readonly limitMs: number;
}

export type SubscriberMessage =
  | { readonly kind: "ready" }
  | { readonly kind: "newest"; readonly number: number }
  | { readonly kind: "report"; readonly report: SubscriberReport };
