// Our client over the memory that createFakeBus connects it by, as a client under test: a socket leads from there to the runner.

import { createConnectedBus } from "../../src/client/connected-bus.ts";
import { systemClock } from "../../src/clock.ts";
import { noBusError } from "../../src/no-bus/no-bus-error.ts";
import { memoryPair } from "../../src/transport/memory.ts";
import { connectUnix } from "../../src/transport/unix.ts";
import { serveClient } from "./serve-client.ts";
import { splice } from "./splice.ts";

serveClient(({ socket, clientName, noEcho, waitForBus }) =>
  createConnectedBus({
    hello: { clientName, clientLibrary: "decnet-bus over memory", pid: process.pid, noEcho },
    clock: systemClock,
    waitForBus,
    open: async () => {
      const [near, far] = memoryPair();
      try {
        splice(far, await connectUnix(socket));
      } catch (error) {
        throw await noBusError(socket, error);
      }
      return near;
    },
  }),
);
