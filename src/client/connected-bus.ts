// The bus that talks to a broker, over whichever connection it is given the means to open. Many local subscriptions share one
// connection, and outlive it: when it is lost and there is another, nobody has to subscribe again.

import { BusError } from "../errors.ts";
import type { FreeForm } from "../registry/topic-types.ts";
import type { Drops } from "../wire/drop-tally.ts";
import type { TopicRange } from "../wire/event-check.ts";
import type { BusStatus } from "./bus-status.ts";
import {
  type Bus,
  type BusEvent,
  type BusStats,
  type FlushOptions,
  type PublishOptions,
  type SubscribeOptions,
  type Subscription,
  typed,
  type UntypedBus,
} from "./bus.ts";
import { closedError } from "./closed-error.ts";
import type { BusConnection } from "./connection.ts";
import { Deliveries } from "./deliveries.ts";
import { busStatusOf } from "./from-frame.ts";
import { checkPattern } from "./given.ts";
import { inTime, timerMs } from "./in-time.ts";
import { LinkKeeper, type LinkOptions, type LinkOwner } from "./link-keeper.ts";
import { type BusLogger, CalmLog } from "./log.ts";
import { Publisher } from "./publisher.ts";
import { type Hold, SharedPatterns } from "./shared-patterns.ts";
import { QueuedSubscription } from "./subscription.ts";
import { publishing, type PublishTrace } from "./tracing.ts";

/** How long the bus may take to confirm something. */
const CONFIRM_TIMEOUT_MS = 5_000;

export interface ConnectedBusOptions extends LinkOptions {
  /** Hears what an operator should. Default: nobody. */
  readonly logger?: BusLogger;
}

export function createConnectedBus(options: ConnectedBusOptions): Bus {
  return typed(new ConnectedBus(options));
}

class ConnectedBus implements UntypedBus, LinkOwner {
  readonly #options: ConnectedBusOptions;
  readonly #log: CalmLog;
  readonly #keeper: LinkKeeper;
  readonly #publisher: Publisher;
  readonly #deliveries = new Deliveries();
  readonly #subscriptions = new Set<QueuedSubscription>();
  readonly #patterns = new SharedPatterns((pattern, error) => this.#refused(pattern, error));
  #busId = "";
  /** Those that the link which is being made is not the first for. */
  #interrupted: readonly QueuedSubscription[] = [];
  #nextLink = Promise.withResolvers<void>();
  /** Nothing is done about there being no link, until somebody calls connect(). */
  #gaveUp = false;
  #closing: Promise<void> | undefined;
  #droppedByBroker = 0;
  #received = 0;

  constructor(options: ConnectedBusOptions) {
    this.#options = options;
    this.#log = new CalmLog(options.logger ?? { warn: () => {} });
    this.#keeper = new LinkKeeper(options, this, this.#log);
    this.#publisher = new Publisher(options.hello.clientName, options.clock);
  }

  get connected(): boolean {
    return this.#keeper.link !== undefined;
  }

  async connect(): Promise<UntypedBus> {
    if (!this.#keeper.closed) this.#gaveUp = false;
    await this.#keeper.connect();
    return this;
  }

  publish(given: string | FreeForm, payload: object, options?: PublishOptions): boolean {
    if (publishing.hasSubscribers) return this.#publishTraced(given, payload, options);
    return this.#publisher.publish(given, payload, options, this.#keeper.link, this.#keeper.closed);
  }

  subscribe(given: string | FreeForm, options: SubscribeOptions = {}): Subscription<BusEvent> {
    const { pattern, freeForm } = checkPattern(given);
    let hold: Hold | undefined;
    const ready = Promise.withResolvers<void>();
    const released = Promise.withResolvers<void>();
    // Nobody has to look at it.
    ready.promise.catch(() => {});
    const subscription = new QueuedSubscription({
      ...options,
      pattern,
      freeForm,
      ready: ready.promise,
      unsubscribe: async () => {
        this.#forget(subscription);
        released.resolve();
        if (hold !== undefined) await inTime(hold.release(), CONFIRM_TIMEOUT_MS, this.#options.clock);
      },
      report: (error) => this.#log.warn(`bus: a handler of ${pattern} threw: ${textOf(error)}`),
    });
    if (this.#gaveUp) {
      // A loop over it would wait for ever.
      ready.reject(this.#keeper.absence);
      subscription.end();
    } else {
      this.#subscriptions.add(subscription);
      this.#deliveries.add(subscription);
      hold = this.#patterns.hold(pattern);
      ready.resolve(this.#confirmed(subscription, hold.ready, released.promise));
    }
    if (options.signal?.aborted === true) void subscription.close();
    return subscription;
  }

  flush(options: FlushOptions = {}): Promise<void> {
    return this.#ask(options, "confirm that events were routed", (link) => link.fence());
  }

  status(options: FlushOptions = {}): Promise<BusStatus> {
    return this.#ask(options, "say what it is doing", async (link) => busStatusOf(await link.status(), link.welcome));
  }

  stats(): BusStats {
    return {
      connected: this.connected,
      busId: this.#busId,
      reconnects: Math.max(0, this.#keeper.links - 1),
      ...this.#publisher.stats(this.#keeper.connection),
      subscriptions: this.#subscriptions.size,
      received: this.#received,
      droppedByBroker: this.#droppedByBroker,
    };
  }

  close(): Promise<void> {
    return (this.#closing ??= this.#keeper.held(this.#close()));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  event(bytes: Uint8Array, start: number, end: number, topic: TopicRange): string | undefined {
    this.#received++;
    return this.#deliveries.deliver(bytes, start, end, topic);
  }

  dropped(drops: Drops): void {
    this.#droppedByBroker += drops.count;
    for (const subscription of this.#subscriptions) subscription.lost(drops);
  }

  /** The broker is asked for all patterns before the bus calls itself connected: nothing falls between. */
  async prepare(connection: BusConnection): Promise<void> {
    this.#busId = connection.welcome.busId;
    // One that was never ready has lost nothing.
    this.#interrupted = [...this.#subscriptions].filter(({ readyOn }) => readyOn !== undefined);
    for (const subscription of this.#interrupted) subscription.interrupted(this.#busId);
    if (await inTime(this.#patterns.attach(connection), CONFIRM_TIMEOUT_MS, this.#options.clock)) return;
    const hangs = new BusError("UNAVAILABLE", "The bus does not confirm subscriptions: does it hang?");
    connection.abandon(hangs);
    throw hangs;
  }

  linked(): void {
    for (const subscription of this.#interrupted) subscription.resumed(this.#busId);
    this.#interrupted = [];
    this.#nextLink.resolve();
    this.#nextLink = Promise.withResolvers<void>();
  }

  unlinked(connection: BusConnection): void {
    this.#publisher.left(connection);
    this.#patterns.detach();
    for (const subscription of this.#subscriptions) subscription.cutOff();
  }

  gaveUp(reason: BusError): void {
    this.#gaveUp = true;
    this.#patterns.end(reason);
    this.#nextLink.promise.catch(() => {});
    this.#nextLink.reject(reason);
    this.#nextLink = Promise.withResolvers<void>();
    // What is queued can still be read.
    for (const subscription of this.#subscriptions) subscription.end();
  }

  /** The broker answers a moment before the bus calls itself connected; whoever is ready may count on both. */
  async #confirmed(subscription: QueuedSubscription, ready: Promise<void>, released: Promise<void>): Promise<void> {
    await ready;
    while (!this.connected && this.#subscriptions.has(subscription))
      await Promise.race([this.#nextLink.promise, released]);
    subscription.readyOn ??= this.#busId;
  }

  #publishTraced(given: string | FreeForm, payload: object, options?: PublishOptions): boolean {
    const topic = typeof given === "string" ? given : given.freeForm;
    const trace: PublishTrace = { topic, payload, traceParent: options?.traceParent };
    return publishing.traceSync(() => {
      const { traceParent } = trace;
      const { link, closed } = this.#keeper;
      return this.#publisher.publish(given, payload, { ...options, traceParent }, link, closed);
    }, trace);
  }

  /** Resolves to the broker's answer, if it comes in time. */
  async #ask<Answer>(
    { timeoutMs = CONFIRM_TIMEOUT_MS }: FlushOptions,
    what: string,
    ask: (link: BusConnection) => Promise<Answer>,
  ): Promise<Answer> {
    const ms = timerMs("timeoutMs", timeoutMs);
    const { link, absence } = this.#keeper;
    if (link === undefined) throw absence;
    const answer = ask(link);
    if (await this.#keeper.held(inTime(answer, ms, this.#options.clock))) return answer;
    throw new BusError("TIMEOUT", `The bus did not ${what} within ${ms} ms.`);
  }

  async #close(): Promise<void> {
    const closed = closedError();
    const gone = this.#keeper.close(closed);
    this.gaveUp(closed);
    await Promise.all([gone, ...[...this.#subscriptions].map((subscription) => subscription.close())]);
  }

  #refused(pattern: string, error: BusError): void {
    this.#log.warn(`bus: the subscription to ${pattern} has ended: ${error.message}`);
    for (const subscription of this.#subscriptions) {
      if (subscription.pattern !== pattern) continue;
      subscription.end();
      this.#forget(subscription);
    }
  }

  #forget(subscription: QueuedSubscription): void {
    this.#subscriptions.delete(subscription);
    this.#deliveries.remove(subscription);
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
