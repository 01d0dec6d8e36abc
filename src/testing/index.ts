// For tests of workers: a bus without a socket or a second process.

import type { Bus, HelloOptions } from "../client/bus.ts";
import { createConnectedBus } from "../client/connected-bus.ts";
import { helloOf } from "../client/hello.ts";
import { systemClock } from "../clock.ts";
import { startFakeBroker } from "./fake-broker.ts";

/** A bus of its own, for one test. Events reach the buses of the same island, and nobody else. */
export interface FakeBus extends Bus {
  /** Another worker on the same island: connect it, use it, close it. */
  another(options?: HelloOptions): Bus;
  connect(): Promise<FakeBus>;
  /** Closes this bus and the island: the others lose their connection. Idempotent. */
  close(): Promise<void>;
}

/** Makes an island with one bus on it: the real broker over memory. Await its `connect()`, as with any bus. */
export function createFakeBus(options: HelloOptions = {}): FakeBus {
  const broker = startFakeBroker();
  const another = (hello: HelloOptions = {}): Bus =>
    createConnectedBus({ hello: helloOf(hello), clock: systemClock, open: () => Promise.resolve(broker.connect()) });
  const bus = another(options);
  const close = async (): Promise<void> => {
    await bus.close();
    await broker.stop();
  };
  const fake: FakeBus = {
    get connected() {
      return bus.connected;
    },
    connect: async () => {
      await bus.connect();
      return fake;
    },
    publish: (topic, payload, publishOptions) => bus.publish(topic, payload, publishOptions),
    subscribe: (pattern, subscribeOptions) => bus.subscribe(pattern, subscribeOptions),
    flush: (flushOptions) => bus.flush(flushOptions),
    another,
    close,
    [Symbol.asyncDispose]: close,
  };
  return fake;
}
