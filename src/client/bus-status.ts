// What a broker says about itself: `bus.status()`, and what `decnet bus status` shows. Plain data, which JSON can say.

/** Events since the start of the bus, or of a connection; and per second, on average over `BusStatus.rateWindowS`. */
export interface EventCounts {
  /** Published. */
  readonly eventsIn: number;
  /** Sent to subscribers, one for each. */
  readonly eventsOut: number;
  /** Discarded from queues that were full. */
  readonly eventsDropped: number;
  readonly eventsInPerS: number;
  readonly eventsOutPerS: number;
  readonly eventsDroppedPerS: number;
}

/** One connection. */
export interface ClientStatus extends EventCounts {
  /** As it calls itself; nobody has checked it. May be empty. */
  readonly clientName: string;
  /** `decnet-bus/0.1.0 node/24.21.0`. May be empty. */
  readonly clientLibrary: string;
  /** Its process, as it calls it; 0 = not said. */
  readonly pid: number;
  /** Sorted. */
  readonly patterns: readonly string[];
  /** Waiting in its queue now. */
  readonly queuedEvents: number;
  readonly queuedBytes: number;
}

/** A topic, and how often it was published to. */
export interface TopicCount {
  readonly topic: string;
  readonly eventsIn: number;
}

export interface BusStatus {
  /** Random for each start of the broker. */
  readonly busId: string;
  /** Name and version of the broker: `decnet-bus/0.1.0`. */
  readonly server: string;
  readonly uptimeS: number;
  /** Seconds that the rates cover: about the last one or two, more if nothing was going on. */
  readonly rateWindowS: number;
  /** What may wait for one connection: so many events, or so many bytes of events; then the oldest goes. */
  readonly queueEvents: number;
  readonly queueBytes: number;
  /** How many connections the bus serves at a time, as of now; null: it does not say. One more is refused: TOO_MANY_CONNECTIONS. */
  readonly maxConnections: number | null;
  /** Of all connections, those that are gone included. Counted, too, are those that have not introduced themselves yet. */
  readonly totals: EventCounts & { readonly connections: number; readonly patterns: number };
  /** In the order in which they came, the one that asks included. */
  readonly connections: readonly ClientStatus[];
  /** How many more there are, for which there was no room in the answer. */
  readonly connectionsOmitted: number;
  /** At most 16, busiest first. */
  readonly busiestTopics: readonly TopicCount[];
}
