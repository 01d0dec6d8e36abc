// No bus at all (DECNET_BUS_ENABLED=false): publishes go nowhere, subscriptions are open and silent until they are closed. A worker
// runs on it as it is, at the speed of its poll.

import type { FreeForm } from "../registry/topic-types.ts";
import { type Bus, type BusEvent, type Subscription, typed, type UntypedBus } from "./bus.ts";
import { checkPattern } from "./given.ts";
import { QueuedSubscription } from "./subscription.ts";

export function createNullBus(): Bus {
  return typed(new NullBus());
}

class NullBus implements UntypedBus {
  readonly connected = false;
  readonly #subscriptions = new Set<QueuedSubscription>();
  #closed = false;

  connect(): Promise<UntypedBus> {
    return Promise.resolve(this);
  }

  publish(): boolean {
    return false;
  }

  subscribe(pattern: string | FreeForm): Subscription<BusEvent> {
    const unsubscribe = (): Promise<void> => {
      this.#subscriptions.delete(subscription);
      return Promise.resolve();
    };
    const subscription: QueuedSubscription = new QueuedSubscription({
      ...checkPattern(pattern),
      ready: Promise.resolve(),
      unsubscribe,
    });
    this.#subscriptions.add(subscription);
    if (this.#closed) subscription.end();
    return subscription;
  }

  flush(): Promise<void> {
    return Promise.resolve();
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#subscriptions].map((subscription) => subscription.close()));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
