// No bus at all (DECNET_BUS_ENABLED=false): publishes go nowhere, subscriptions are open and silent until they are closed. A worker
// runs on it as it is, at the speed of its poll; and its mistakes are mistakes here too.

import { systemClock } from "../clock.ts";
import { BusError } from "../errors.ts";
import type { FreeForm } from "../registry/topic-types.ts";
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
import { checkPattern } from "./given.ts";
import { timerMs } from "./in-time.ts";
import { Publisher } from "./publisher.ts";
import { QueuedSubscription } from "./subscription.ts";

export function createNullBus(): Bus {
  return typed(new NullBus());
}

class NullBus implements UntypedBus {
  readonly connected = false;
  readonly #publisher = new Publisher("", systemClock);
  readonly #subscriptions = new Set<QueuedSubscription>();
  #closed = false;

  connect(): Promise<UntypedBus> {
    return this.#closed ? Promise.reject(closedError()) : Promise.resolve(this);
  }

  publish(topic: string | FreeForm, payload: object, options?: PublishOptions): boolean {
    return this.#publisher.publish(topic, payload, options, undefined, this.#closed);
  }

  subscribe(pattern: string | FreeForm, options: SubscribeOptions = {}): Subscription<BusEvent> {
    const unsubscribe = (): Promise<void> => {
      this.#subscriptions.delete(subscription);
      return Promise.resolve();
    };
    const subscription: QueuedSubscription = new QueuedSubscription({
      ...options,
      ...checkPattern(pattern),
      ready: this.#ready(),
      unsubscribe,
      report: () => {},
    });
    this.#subscriptions.add(subscription);
    if (options.signal?.aborted === true) void subscription.close();
    if (this.#closed) subscription.end();
    return subscription;
  }

  async flush({ timeoutMs }: FlushOptions = {}): Promise<void> {
    if (timeoutMs !== undefined) timerMs("timeoutMs", timeoutMs);
    if (this.#closed) throw closedError();
  }

  /** Zeros would be the status of a bus on which nothing happens; there is none. */
  async status(options: FlushOptions = {}): Promise<BusStatus> {
    await this.flush(options);
    throw new BusError("UNAVAILABLE", "There is no bus to ask: it is disabled (DECNET_BUS_ENABLED=false).");
  }

  stats(): BusStats {
    return {
      connected: false,
      busId: "",
      reconnects: 0,
      ...this.#publisher.stats(undefined),
      subscriptions: this.#subscriptions.size,
      received: 0,
      droppedByBroker: 0,
    };
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const subscription of this.#subscriptions) subscription.end();
    await Promise.all([...this.#subscriptions].map((subscription) => subscription.close()));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Nobody has to look at it. */
  #ready(): Promise<void> {
    const ready = this.#closed ? Promise.reject<void>(closedError()) : Promise.resolve();
    ready.catch(() => {});
    return ready;
  }
}
