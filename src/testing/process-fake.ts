// DECNET_BUS_TYPE=fake: all buses that the factory makes in one process share this broker, as they would share the daemon.

import type { Connection } from "../transport/connection.ts";
import { type FakeBroker, startFakeBroker } from "./fake-broker.ts";

let broker: FakeBroker | undefined;

export function connectToProcessFake(): Connection {
  broker ??= startFakeBroker();
  return broker.connect();
}
