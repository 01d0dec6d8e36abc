// The broker: sessions, and events between them. It knows no socket, file, clock or log; connections, time and an observer are
// handed in, so a test can put it through any interleaving.

import type { Hello } from "../../gen/decnet/bus/v1/frame_pb.ts";
import type { Clock } from "../clock.ts";
import { BusError } from "../errors.ts";
import type { Connection } from "../transport/connection.ts";
import type { Fault } from "../wire/fault.ts";
import type { FrameKindInit } from "../wire/frame-codec.ts";
import { DEFAULT_LIMITS, type Limits } from "../wire/limits.ts";
import type { Frames } from "./burst.ts";
import { PROTOCOL } from "./hello.ts";
import { Rates } from "./rates.ts";
import { type Route, Router } from "./router.ts";
import { Session, type SessionHost } from "./session.ts";
import { type BrokerCounts, statusFrame } from "./status.ts";

export interface BrokerOptions {
  readonly clock: Clock;
  /** Random for each start: how clients tell a restart from a reconnect. */
  readonly busId: string;
  /** Name and version, for Welcome. */
  readonly server: string;
  readonly limits?: Partial<Limits>;
  /** Hears of connections that come and go. Must not throw. */
  readonly observe?: (event: BrokerEvent) => void;
  /** From 0 to 1, for the spread of reconnects. Default: Math.random. */
  readonly random?: () => number;
}

/** What happens to connections, for a log. */
export type BrokerEvent =
  | { readonly kind: "opened"; readonly client: Hello }
  | {
      readonly kind: "closed";
      readonly client: Hello | undefined;
      readonly reason: Fault | undefined;
      readonly dropped: number;
    };

/** A connection that has said Hello: what it has lost so far, and what waits for it. */
export interface ClientState {
  readonly client: Hello;
  readonly dropped: number;
  readonly queuedEvents: number;
  readonly queuedBytes: number;
}

export interface Broker {
  /** Those of new connections; one that was accepted earlier keeps those that it was told. */
  readonly limits: Limits;
  readonly counts: BrokerCounts;
  /** Connections that have said Hello. */
  readonly clients: Iterable<ClientState>;
  /** Milliseconds since the broker was made. */
  readonly uptimeMs: number;
  /** Serves a new connection. The broker owns it from here on. */
  accept(connection: Connection): void;
  /**
   * Changes the limits. How many connections there may be counts at once, and closes none; the other limits are those of connections that
   * come from now on.
   */
  setLimits(limits: Limits): void;
  /** Publishes an event of the broker's own. `frame` is a whole frame, size prefix included, that holds a valid Event of `topic`. */
  publish(frame: Uint8Array, topic: string): void;
  /** Says Goodbye to everybody and resolves when all connections are gone. New ones are refused. Idempotent. */
  stop(): Promise<void>;
}

/** Clients are told to come back within this time of a shutdown, each at another moment. */
const RECONNECT_SPREAD_MS = 500;

export function createBroker(options: BrokerOptions): Broker {
  return new BrokerCore(options);
}

class BrokerCore implements Broker, SessionHost {
  limits: Limits;
  readonly clock: Clock;
  readonly #options: BrokerOptions;
  readonly #startedMs: number;
  readonly #sessions = new Set<Session>();
  readonly #router: Router<Session>;
  readonly #rates: Rates;
  #toFlush: Session[] = [];
  #flushPlanned = false;
  #eventsIn = 0;
  /** What sessions that are gone have sent and dropped. */
  #pastOut = 0;
  #pastDropped = 0;
  #stopping: { promise: Promise<void>; resolve: () => void } | undefined;

  constructor(options: BrokerOptions) {
    this.limits = { ...DEFAULT_LIMITS, ...options.limits };
    this.clock = options.clock;
    this.#router = new Router(this.limits.maxTopicBytes);
    this.#rates = new Rates(options.clock, this.#sessions);
    this.#options = options;
    this.#startedMs = options.clock.monotonicMs();
  }

  get uptimeMs(): number {
    return this.clock.monotonicMs() - this.#startedMs;
  }

  get counts(): BrokerCounts {
    let eventsOut = this.#pastOut;
    let eventsDropped = this.#pastDropped;
    for (const { outbox } of this.#sessions) {
      eventsOut += outbox.sent;
      eventsDropped += outbox.dropped;
    }
    const { size: connections } = this.#sessions;
    return { connections, patterns: this.#router.patterns, eventsIn: this.#eventsIn, eventsOut, eventsDropped };
  }

  get clients(): ClientState[] {
    return [...this.#sessions].flatMap(({ hello, outbox: { dropped, queuedEvents, queuedBytes } }) =>
      hello === undefined ? [] : [{ client: hello, dropped, queuedEvents, queuedBytes }],
    );
  }

  setLimits(limits: Limits): void {
    this.limits = limits;
    this.#limitTopics();
  }

  accept(connection: Connection): void {
    const session = new Session(this, connection);
    this.#sessions.add(session);
    session.start();
    if (this.#stopping !== undefined) this.#dismiss(session);
    else if (this.#sessions.size > this.limits.maxConnections) {
      const detail = `this bus serves ${this.limits.maxConnections} connections at a time; close some, or raise the limit`;
      session.refuse({ code: "TOO_MANY_CONNECTIONS", detail });
    }
  }

  publish(frame: Uint8Array, topic: string): void {
    const bytes = Buffer.from(topic);
    const route = this.route(bytes, 0, bytes.length);
    if (typeof route === "string")
      throw new BusError("INVALID_TOPIC", `${JSON.stringify(topic)} is no topic: it ${route}.`);
    this.#deliver({ bytes: frame, start: 0, end: frame.length, events: 1 }, route, undefined);
  }

  stop(): Promise<void> {
    if (this.#stopping === undefined) {
      this.#stopping = Promise.withResolvers<void>();
      for (const session of [...this.#sessions]) this.#dismiss(session);
      this.#resolveIfStopped();
    }
    return this.#stopping.promise;
  }

  opened(session: Session): FrameKindInit {
    this.#options.observe?.({ kind: "opened", client: session.hello! });
    const { maxFrameBytes, maxTopicBytes, queueEvents, queueBytes, maxPatterns } = session.limits;
    const { busId, server } = this.#options;
    const value = {
      protocol: PROTOCOL,
      busId,
      server,
      maxFrameBytes,
      maxTopicBytes,
      queueEvents,
      queueBytes,
      maxPatterns,
    };
    return { case: "welcome", value };
  }

  subscribe(session: Session, pattern: string): void {
    this.#router.add(pattern, session);
  }

  unsubscribe(session: Session, pattern: string): void {
    this.#router.remove(pattern, session);
  }

  route(bytes: Uint8Array, start: number, end: number): Route<Session> | string {
    return this.#router.route(bytes, start, end);
  }

  forward(publisher: Session, frames: Frames, route: Route<Session>): void {
    this.#deliver(frames, route, publisher.hello?.noEcho === true ? publisher : undefined);
  }

  status(ref: number, maxFrameBytes: number): FrameKindInit {
    return statusFrame(ref, {
      sessions: this.#sessions,
      counts: this.counts,
      router: this.#router,
      rates: this.#rates,
      uptimeMs: this.uptimeMs,
      maxConnections: this.limits.maxConnections,
      maxFrameBytes,
    });
  }

  tick(): void {
    this.#rates.tick();
  }

  leaving(session: Session): void {
    for (const pattern of session.patterns) this.#router.remove(pattern, session);
    session.patterns.clear();
  }

  closed(session: Session, reason: Fault | undefined): void {
    this.#sessions.delete(session);
    this.#pastOut += session.outbox.sent;
    this.#pastDropped += session.outbox.dropped;
    this.#options.observe?.({ kind: "closed", client: session.hello, reason, dropped: session.outbox.dropped });
    if (session.limits.maxTopicBytes > this.limits.maxTopicBytes) this.#limitTopics();
    this.#resolveIfStopped();
  }

  /**
   * Publishers are asked about their topics together, so nobody is held to less than it was told. What anybody may publish is what the
   * most generous of the limits allows that are in force.
   */
  #limitTopics(): void {
    let { maxTopicBytes } = this.limits;
    for (const { limits } of this.#sessions) maxTopicBytes = Math.max(maxTopicBytes, limits.maxTopicBytes);
    this.#router.maxTopicBytes = maxTopicBytes;
  }

  /** All outboxes that a chunk touched are flushed together, once it is read: a burst leaves in one write. */
  dirty(session: Session): void {
    if (session.toFlush) return;
    session.toFlush = true;
    this.#toFlush.push(session);
    if (this.#flushPlanned) return;
    this.#flushPlanned = true;
    queueMicrotask(() => this.#flush());
  }

  #deliver(frames: Frames, { topic, subscribers, published }: Route<Session>, muted: Session | undefined): void {
    this.#eventsIn += frames.events;
    published.count += frames.events;
    for (const subscriber of subscribers) {
      if (subscriber !== muted) subscriber.deliver(frames, topic);
    }
  }

  #flush(): void {
    const sessions = this.#toFlush;
    this.#toFlush = [];
    this.#flushPlanned = false;
    for (const session of sessions) {
      session.toFlush = false;
      session.flush();
    }
  }

  #dismiss(session: Session): void {
    const { random = Math.random } = this.#options;
    session.dismiss("the bus is shutting down", 1 + Math.floor(random() * RECONNECT_SPREAD_MS));
  }

  #resolveIfStopped(): void {
    if (this.#stopping !== undefined && this.#sessions.size === 0) this.#stopping.resolve();
  }
}
