// DECNET_BUS_TYPE=fake: all buses that the factory makes in one process share this broker, as they would share the daemon.

import type { Connection } from "../transport/connection.ts";
import { Island } from "./island.ts";

let island: Island | undefined;

export function connectToProcessFake(): Connection {
  island ??= new Island();
  return island.connect();
}
