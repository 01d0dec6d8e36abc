// node test/conformance/mutant-client.ts NAME
//
// Our client as a client under test, with a fault by name: for seeing the suite find it.

import { once } from "node:events";
import { createConnection } from "node:net";
import { serveClient } from "../../conformance/adapters/serve-client.ts";
import type { UntypedBus } from "../../src/client/bus.ts";
import { createConnectedBus } from "../../src/client/connected-bus.ts";
import { systemClock } from "../../src/clock.ts";
import { noBusError } from "../../src/no-bus/no-bus-error.ts";
import type { Connection } from "../../src/transport/connection.ts";
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
      const first = connections++ === 0;
      if (mutant.forlorn === true && !first) return new Promise<Connection>(() => {});
      try {
        const connection = await (mutant.hasty === true ? connectOnce(socket) : connectUnix(socket));
        if (mutant.later === true && first) return connection;
        return new Tampered(mutant.around?.(connection) ?? connection, mutant);
      } catch (error) {
        throw await noBusError(socket, error);
      }
    },
  });
  return mutant.instead === undefined ? bus : overridden(bus, mutant.instead(bus));
});

function overridden(bus: UntypedBus, own: Partial<UntypedBus>): UntypedBus {
  return new Proxy(bus, {
    get(_bus, name) {
      const value: unknown = Reflect.get(name in own ? own : bus, name);
      return typeof value === "function" ? (value.bind(bus) as unknown) : value;
    },
  });
}

async function connectOnce(path: string): Promise<UnixConnection> {
  const socket = createConnection({ path });
  await once(socket, "connect");
  return new UnixConnection(socket);
}
