// The bus that talks to a broker, over whichever connection it is given the means to open. Many local subscriptions share one
// connection: the broker sends one copy of an event, and it is handed to each subscription that matches.

import type { Clock } from "../clock.ts";
import { BusError } from "../errors.ts";
import type { FreeForm } from "../registry/topic-types.ts";
import type { Connection } from "../transport/connection.ts";
import type { Drops } from "../wire/drop-tally.ts";
import type { TopicRange } from "../wire/event-check.ts";
import {
  type Bus,
  type BusEvent,
  type FlushOptions,
  type PublishOptions,
  type SubscribeOptions,
  type Subscription,
  typed,
  type UntypedBus,
} from "./bus.ts";
import { type BusConnection, type ConnectionEvents, type HelloInit, openConnection } from "./connection.ts";
import { Deliveries } from "./deliveries.ts";
import { checkPattern } from "./given.ts";
import { inTime, timerMs } from "./in-time.ts";
import { Publisher } from "./publisher.ts";
import { type Hold, SharedPatterns } from "./shared-patterns.ts";
import { QueuedSubscription } from "./subscription.ts";

/** How long the bus may take to confirm something. */
const CONFIRM_TIMEOUT_MS = 5_000;

export interface ConnectedBusOptions {
  readonly hello: HelloInit;
  readonly clock: Clock;
  /** Opens a connection to the broker, or rejects with the BusError that tells why there is none. */
  readonly open: () => Promise<Connection>;
}

export function createConnectedBus(options: ConnectedBusOptions): Bus {
  return typed(new ConnectedBus(options));
}

/** What there is while the bus is connected. */
interface Link {
  readonly connection: BusConnection;
  readonly patterns: SharedPatterns;
}

class ConnectedBus implements UntypedBus, ConnectionEvents {
  readonly #options: ConnectedBusOptions;
  readonly #publisher: Publisher;
  readonly #deliveries = new Deliveries();
  readonly #subscriptions = new Set<QueuedSubscription>();
  #connecting: Promise<UntypedBus> | undefined;
  /** What the handshake runs on, so that close() need not wait for it. */
  #transport: Connection | undefined;
  #link: Link | undefined;
  /** Why there is no link, or no link any more. */
  #absence = new BusError("UNAVAILABLE", "The bus is not connected yet: await connect() first.");
  #closed = false;
  #closing: Promise<void> | undefined;

  constructor(options: ConnectedBusOptions) {
    this.#options = options;
    this.#publisher = new Publisher(options.hello.clientName, options.clock);
  }

  get connected(): boolean {
    return this.#link !== undefined;
  }

  connect(): Promise<UntypedBus> {
    if (this.#closed) return Promise.reject(this.#absence);
    return (this.#connecting ??= this.#open());
  }

  publish(given: string | FreeForm, payload: object, options: PublishOptions = {}): boolean {
    const connection = this.#link?.connection;
    const { topic, frame } = this.#publisher.encode(given, payload, options, connection?.welcome.maxFrameBytes);
    if (connection === undefined) return false;
    connection.publish(frame, topic);
    return true;
  }

  subscribe(given: string | FreeForm, options: SubscribeOptions = {}): Subscription<BusEvent> {
    const { pattern, freeForm } = checkPattern(given);
    const { ready, release } = this.#link?.patterns.hold(pattern) ?? noHold(this.#absence);
    const unsubscribe = async (): Promise<void> => {
      this.#forget(subscription);
      await inTime(release(), CONFIRM_TIMEOUT_MS, this.#options.clock);
    };
    const subscription: QueuedSubscription = new QueuedSubscription({
      ...options,
      pattern,
      freeForm,
      ready,
      unsubscribe,
    });
    this.#subscriptions.add(subscription);
    this.#deliveries.add(subscription);
    // Without its pattern it would wait for ever; nobody has to look at `ready` for that to be noticed.
    ready.catch(() => {
      subscription.end();
      this.#forget(subscription);
    });
    return subscription;
  }

  async flush({ timeoutMs = CONFIRM_TIMEOUT_MS }: FlushOptions = {}): Promise<void> {
    const ms = timerMs("timeoutMs", timeoutMs);
    if (this.#link === undefined) throw this.#absence;
    if (await inTime(this.#link.connection.fence(), ms, this.#options.clock)) return;
    throw new BusError("TIMEOUT", `The bus did not confirm within ${ms} ms that events were routed.`);
  }

  close(): Promise<void> {
    return (this.#closing ??= this.#close());
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  opened(connection: BusConnection): void {
    this.#link = { connection, patterns: new SharedPatterns(connection) };
  }

  event(bytes: Uint8Array, start: number, end: number, topic: TopicRange): string | undefined {
    return this.#deliveries.deliver(bytes, start, end, topic);
  }

  dropped(drops: Drops): void {
    for (const subscription of this.#subscriptions) subscription.lost(drops);
  }

  lost(reason: BusError): void {
    this.#link = undefined;
    // After close() it is the owner, and nobody else, who ended it.
    if (!this.#closed) this.#absence = reason;
    for (const subscription of this.#subscriptions) subscription.end();
  }

  async #open(): Promise<UntypedBus> {
    const { open, hello, clock } = this.#options;
    try {
      if (this.#closed) throw this.#absence;
      this.#transport = await open();
      if (this.#closed) this.#transport.destroy();
      await openConnection(this.#transport, hello, clock, this);
      if (this.#link === undefined) throw this.#absence;
      return this;
    } catch (error) {
      if (!this.#closed && error instanceof BusError) this.#absence = error;
      throw this.#closed ? this.#absence : error;
    }
  }

  async #close(): Promise<void> {
    const connection = this.#link?.connection;
    this.#absence = new BusError("CLOSED", "The bus was closed.");
    this.#closed = true;
    this.lost(this.#absence);
    const gone = connection?.close();
    if (connection === undefined) this.#transport?.destroy();
    await Promise.all([gone, ...[...this.#subscriptions].map((subscription) => subscription.close())]);
  }

  #forget(subscription: QueuedSubscription): void {
    this.#subscriptions.delete(subscription);
    this.#deliveries.remove(subscription);
  }
}

/** For a subscription that will never be one. */
function noHold(reason: BusError): Hold {
  return { ready: Promise.reject(reason), release: () => Promise.resolve() };
}
