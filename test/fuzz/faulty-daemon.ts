// A daemon with a planted fault, to see that a campaign finds it: the real broker, with something between it and its connections.
//
//   node test/fuzz/faulty-daemon.ts FAULT --socket PATH

import { createBroker } from "../../src/broker/broker.ts";
import { systemClock } from "../../src/clock.ts";
import type { Connection, Receiver } from "../../src/transport/connection.ts";
import { listenUnix } from "../../src/transport/unix-listener.ts";
import { connectionAround } from "../support/connection-around.ts";

const [fault, , socket] = process.argv.slice(2);

/** The body of a frame that holds an event begins with this tag. */
const EVENT_TAG = 0x2a;
const EVERY = 3;
let events = 0;
let connections = 0;

const broker = createBroker({ clock: systemClock, busId: "faulty", server: "faulty" });
await listenUnix(socket!, {
  accept: (connection) => {
    // With the guests' six, one of the attackers'.
    if (fault === "crash" && ++connections === 8) throw new Error("planted");
    broker.accept(between(connection));
  },
});
process.stderr.write(`{"level":30,"msg":"listening"}\n`);
process.once("SIGTERM", () => process.exit(0));

function between(connection: Connection): Connection {
  return connectionAround(connection, { start: (receiver) => connection.start(spoiled(receiver)) });
}

function spoiled(receiver: Receiver): Receiver {
  return {
    data: (chunk) => {
      receiver.data(chunk);
      if (fault === "duplicate" && isEvent(chunk) && ++events % EVERY === 0) receiver.data(chunk);
    },
    closed: (error) => {
      if (fault !== "forget") receiver.closed(error);
    },
  };
}

/** One event and nothing else, small enough for a size of one byte. */
function isEvent(chunk: Uint8Array): boolean {
  return chunk[0]! < 0x80 && chunk.length === chunk[0]! + 1 && chunk[1] === EVENT_TAG;
}
