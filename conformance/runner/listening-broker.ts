// A broker that was started by somebody else: its limits are its own, and it is not ours to stop.

import { type BrokerUnderTest, checkAccepts, connectError } from "./broker-under-test.ts";
import { CannotRun, Skip } from "./failure.ts";

export function listeningBroker(socket: string): BrokerUnderTest {
  const notOurs = (): never => {
    throw new Skip("the broker was started by somebody else, and is not to be stopped");
  };
  return {
    socket,
    said: "",
    crashed: undefined,
    async ready(limits) {
      if (limits !== undefined) throw new Skip("needs other limits than those of a broker that listens already");
      const error = await connectError(socket);
      if (error !== undefined) throw new CannotRun(`there is no broker at ${socket}: ${error.message}`);
    },
    checkAlive: () => checkAccepts(socket),
    stop: notOurs,
    kill: notOurs,
    start: notOurs,
    ended: notOurs,
    spoil: () => {},
    dispose: () => Promise.resolve(),
  };
}
