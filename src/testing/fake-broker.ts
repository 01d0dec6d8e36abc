// The real broker over memory: a fake that cannot differ from the bus, because it is the bus.

import { randomUUID } from "node:crypto";
import { createBroker } from "../broker/broker.ts";
import { systemClock } from "../clock.ts";
import type { Connection } from "../transport/connection.ts";
import { memoryPair } from "../transport/memory.ts";
import { VERSION } from "../version.ts";

export interface FakeBroker {
  /** A new connection to it. */
  connect(): Connection;
  /** Says Goodbye to all connections and resolves when they are gone. */
  stop(): Promise<void>;
}

export function startFakeBroker(): FakeBroker {
  const broker = createBroker({ clock: systemClock, busId: randomUUID(), server: `decnet-bus/${VERSION} fake` });
  return {
    connect: () => {
      const [near, far] = memoryPair();
      broker.accept(far);
      return near;
    },
    stop: () => broker.stop(),
  };
}
