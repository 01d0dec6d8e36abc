// What a worker sees of the bus, whatever carries it: a UNIX socket, memory in a test, or nothing at all.

// AsyncDisposable and Symbol.asyncDispose, for whose `lib` has them not.
/// <reference lib="esnext.disposable" preserve="true" />

import type { JsonObject } from "@bufbuild/protobuf";
import type { TopicMap } from "../../gen/decnet/topics/v1/topic-map.ts";
import type {
  FreeForm,
  PayloadFor,
  PublishableTopic,
  SubscribablePattern,
  Template,
  TemplatesMatching,
} from "../registry/topic-types.ts";
import type { BusStatus } from "./bus-status.ts";
import type { Gap } from "./gap.ts";

/** What every event has, whatever its topic. */
interface EventBase {
  /** Short discriminator: the publisher's, or the one that the registry declares for the topic. */
  readonly type: string;
  /** The publisher's client name. */
  readonly source: string;
  /** Unique for each event. May be empty. */
  readonly id: Uint8Array;
  /** Nanoseconds since 1970-01-01 UTC by the publisher's clock; 0n = not said. */
  readonly publishedAtNs: bigint;
  /** W3C trace context; empty = not traced. */
  readonly traceParent: string;
  /** Events of this subscription that were lost right before this one. Poll the database: the bus is a hint. */
  readonly gap: Gap | undefined;
}

/** An event of a declared topic. `name` tells the members of a union apart. */
export type DeclaredEvent<K extends Template> = K extends Template
  ? EventBase & {
      readonly topic: TopicMap[K]["topic"];
      readonly name: TopicMap[K]["name"];
      readonly params: TopicMap[K]["params"];
      readonly payload: TopicMap[K]["message"];
    }
  : never;

/** An event of a topic outside the registry; only a subscription to a `freeForm` pattern yields it. */
export interface FreeFormEvent extends EventBase {
  readonly topic: string;
  readonly name: undefined;
  readonly params: Readonly<Record<string, never>>;
  readonly payload: JsonObject;
}

/** The events that a subscription to `Pattern` yields: one type for each declared topic that it can match. */
export type BusEvent<Pattern extends string | FreeForm = FreeForm<">">> =
  | DeclaredEvent<TemplatesMatching<Pattern>>
  | (Pattern extends FreeForm ? FreeFormEvent : never);

/** Counts since the bus was made; they only grow. */
export interface BusStats {
  readonly connected: boolean;
  /** The broker's id, which changes when it restarts; empty before the first connection. */
  readonly busId: string;
  /** Connections that were made after the first. */
  readonly reconnects: number;
  /** Events that were handed to the connection. */
  readonly published: number;
  /** Events that were not handed over, or not sent, by reason. */
  readonly notPublished: {
    /** The bus was closed. */
    readonly closed: number;
    /** There was no connection. */
    readonly disconnected: number;
    /** Handed over, and discarded because the broker did not read. */
    readonly overflow: number;
  };
  /** Subscriptions that are open. */
  readonly subscriptions: number;
  /** Events that came from the broker, one copy each. */
  readonly received: number;
  /** Events that the broker has discarded because this bus did not read. */
  readonly droppedByBroker: number;
}

export interface HelloOptions {
  /** The worker's name, for operators and for `event.source`. At most 128 bytes. */
  readonly clientName?: string | undefined;
  /** Do not deliver to this bus what it publishes itself. Default: it is delivered. */
  readonly noEcho?: boolean | undefined;
}

export interface PublishOptions {
  /** Event type; default: the one that the registry declares for the topic. */
  readonly type?: string | undefined;
  /** W3C trace context to carry along. */
  readonly traceParent?: string | undefined;
}

export interface SubscribeOptions<Event = BusEvent> {
  /**
   * Called for each event as it comes, instead of a loop: nothing queues, so nothing is lost here. It is not waited for. What it throws, or
   * its promise rejects with, is logged, and the next event comes all the same.
   */
  readonly onEvent?: ((event: Event) => void) | undefined;
  /** Called as soon as a loss is known, before the event after it comes. What it throws is logged. */
  readonly onGap?: ((gap: Gap) => void) | undefined;
  /**
   * Called when nothing comes any more although nobody has closed the subscription: its connection is lost (when there is another one,
   * `onGap` says so), or it has ended for good. What it throws is logged.
   */
  readonly onAway?: (() => void) | undefined;
  /** Keep only the newest event of each topic while the consumer is busy. `folded` counts the others. */
  readonly latest?: boolean | undefined;
  /** Events that may wait for the consumer; the oldest goes. Default 1,024. */
  readonly queueEvents?: number | undefined;
  /** Bytes of events that may wait for the consumer; the oldest goes. Default 8 MiB. */
  readonly queueBytes?: number | undefined;
  /** Closes the subscription. */
  readonly signal?: AbortSignal | undefined;
}

export interface FlushOptions {
  /** How long the bus may take to answer. Default 5,000. */
  readonly timeoutMs?: number | undefined;
}

export interface Bus extends AsyncDisposable {
  /** There is a connection, and the broker has all patterns. */
  readonly connected: boolean;

  /**
   * Connects, and from then on comes back by itself when the connection is lost. Resolves to the bus itself. Calls at one time share an
   * attempt; after a failure the next call makes another one. With `waitForBus` it resolves although there is no bus. While the bus
   * comes back by itself it resolves at once, too: `connected` says how it stands.
   * @throws BusError if there is no bus (UNAVAILABLE), it may not be reached (PERMISSION_DENIED), it refuses, or the bus is closed
   * (CLOSED). The worker goes on with its poll, whatever the code.
   */
  connect(): Promise<Bus>;

  /** What has happened so far. */
  stats(): BusStats;

  /**
   * Hands an event over and returns at once. False: it was not handed over, because there is no connection. Never throws for a
   * failure of the bus; an event that was handed over may still be lost.
   * @throws BusError INVALID_TOPIC, UNDECLARED_TOPIC, INVALID_PAYLOAD, EVENT_TOO_LARGE: a mistake in the calling code.
   */
  publish<const Topic extends string | FreeForm>(
    topic: PublishableTopic<Topic>,
    payload: PayloadFor<Topic>,
    options?: PublishOptions,
  ): boolean;

  /**
   * Subscribes. Events queue from the moment that `ready` resolves; the subscription must be closed. It outlives the connection: after a
   * reconnect it goes on, and its next event carries a gap.
   * @throws BusError INVALID_PATTERN, INVALID_CONFIG: a mistake in the calling code.
   */
  subscribe<const Pattern extends string | FreeForm>(
    pattern: SubscribablePattern<Pattern>,
    options?: SubscribeOptions<BusEvent<NoInfer<Pattern>>>,
  ): Subscription<BusEvent<Pattern>>;

  /**
   * Resolves when everything that was published before has been routed.
   * @throws BusError TIMEOUT; CLOSED if the bus is closed; UNAVAILABLE, or what the bus said as it left (SHUTDOWN), if there is no
   * connection.
   */
  flush(options?: FlushOptions): Promise<void>;

  /**
   * Asks the broker what it is doing: who is connected, what waits for whom, what was lost.
   * @throws BusError as `flush`; UNAVAILABLE where the bus is disabled.
   */
  status(options?: FlushOptions): Promise<BusStatus>;

  /** Ends all subscriptions and the connection. What was published before still leaves, if the broker reads. Idempotent. */
  close(): Promise<void>;
}

/** Events that match one pattern, in order. Iterate once; several loops share the events between them. */
export interface Subscription<Event> extends AsyncIterable<Event>, AsyncDisposable {
  readonly pattern: string;
  /**
   * Resolves when the broker has the pattern: whatever is published from then on is matched. Rejects if it never will. Nobody has to
   * wait for it; its rejection is not an unhandled one.
   */
  readonly ready: Promise<void>;
  /** Events that were lost, as far as they are known: by the broker, by this subscription's queue, or because they could not be decoded. */
  readonly dropped: number;
  /** Events that a newer one of the same topic took the place of (`latest`). */
  readonly folded: number;
  /** Events of topics outside the registry that a checked pattern matched; they are not handed out. */
  readonly undeclared: number;
  /** The events as a web stream; cancelling it closes the subscription. It reads nothing ahead. */
  readable(): ReadableStream<Event>;
  /**
   * Ends the loop over it, at once, and unsubscribes. Resolves when the broker has let go of the pattern, or is gone, or does not answer.
   * Idempotent. Never rejects.
   */
  close(): Promise<void>;
}

/**
 * A bus at run time. Which payload goes with which topic is a matter of the compiler alone, so the classes behind `Bus` implement this,
 * and `typed` is the one place where the two meet.
 */
export interface UntypedBus extends Pick<
  Bus,
  "connected" | "stats" | "flush" | "status" | "close" | typeof Symbol.asyncDispose
> {
  connect(): Promise<UntypedBus>;
  publish(topic: string | FreeForm, payload: object, options?: PublishOptions): boolean;
  subscribe(pattern: string | FreeForm, options?: SubscribeOptions): Subscription<BusEvent>;
}

export function typed(bus: UntypedBus): Bus {
  return bus as unknown as Bus;
}
