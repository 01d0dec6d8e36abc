// node test/conformance/mutant-client.ts NAME
//
// Our client as a client under test, with a fault by name: for seeing the suite find it.

import { once } from "node:events";
import { createConnection } from "node:net";
import { serveClient } from "../../conformance/adapters/serve-client.ts";
import { createConnectedBus } from "../../src/client/connected-bus.ts";
import { systemClock } from "../../src/clock.ts";
import { noBusError } from "../../src/no-bus/no-bus-error.ts";
import { connectUnix, UnixConnection } from "../../src/transport/unix.ts";
import { CLIENT_MUTANTS } from "./client-mutants.ts";
import { Tampered } from "./tampered.ts";

const mutant = CLIENT_MUTANTS[process.argv[2] ?? ""];
if (mutant === undefined) throw new Error(`there is no mutant ${process.argv[2]}`);

serveClient(({ socket, clientName, noEcho, waitForBus }) => {
  let connections = 0;
  const bus = createConnectedBus({
    hello: { clientName, clientLibrary: "mutant/1", pid: process.pid, noEcho },
    clock: systemClock,
    waitForBus,
    ...(mutant.impatient === true && { random: () => 0 }),
    open: async () => {
      try {
        const connection = await (mutant.hasty === true ? connectOnce(socket) : connectUnix(socket));
        return mutant.later === true && connections++ === 0 ? connection : new Tampered(connection, mutant);
      } catch (error) {
        throw await noBusError(socket, error);
      }
    },
  });
  return bus;
});

async function connectOnce(path: string): Promise<UnixConnection> {
  const socket = createConnection({ path });
  await once(socket, "connect");
  return new UnixConnection(socket);
}
