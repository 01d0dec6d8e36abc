// A daemon with a planted fault, to see that a run finds it: the real broker, with something between it and its connections.
//
//   node test/chaos/faulty-daemon.ts FAULT --socket PATH

import { existsSync, rmSync } from "node:fs";
import { createBroker } from "../../src/broker/broker.ts";
import { systemClock } from "../../src/clock.ts";
import type { Connection } from "../../src/transport/connection.ts";
import { listenUnix } from "../../src/transport/unix-listener.ts";
import { connectionAround } from "../support/connection-around.ts";

const [fault, , socket] = process.argv.slice(2);

/** The body of a frame that holds an event begins with this tag. */
const EVENT_TAG = 0x2a;
const PATTERN = "topology.>";
const OTHER_PATTERN = "topology.x";

// Who was killed leaves its socket file behind.
const isRestarted = existsSync(socket!);
rmSync(socket!, { force: true });
let connections = 0;

const broker = createBroker({ clock: systemClock, busId: `faulty ${process.pid}`, server: "faulty" });
await listenUnix(socket!, { accept: (connection) => broker.accept(spoiled(connection, ++connections)) });
process.stderr.write(`{"level":30,"msg":"listening"}\n`);

function spoiled(connection: Connection, index: number): Connection {
  return connectionAround(connection, {
    start: (receiver) =>
      connection.start({
        closed: (error) => receiver.closed(error),
        data: (chunk) => {
          receiver.data(fault === "deaf" && index === 1 && isRestarted ? withOtherPattern(chunk) : chunk);
          if (fault === "duplicate" && isEvent(chunk)) receiver.data(chunk);
        },
      }),
  });
}

/** As if the client had not subscribed again: it is told that it has, and hears nothing. */
function withOtherPattern(chunk: Uint8Array): Uint8Array {
  const at = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length).indexOf(PATTERN);
  const result = Uint8Array.from(chunk);
  if (at >= 0) result.set(Buffer.from(OTHER_PATTERN), at);
  return result;
}

/** One event and nothing else, small enough for a size of one or two bytes. */
function isEvent(chunk: Uint8Array): boolean {
  const size = chunk[0]! < 0x80 ? chunk[0]! : (chunk[0]! & 0x7f) + (chunk[1]! << 7);
  const prefix = chunk[0]! < 0x80 ? 1 : 2;
  return chunk.length === size + prefix && chunk[prefix] === EVENT_TAG;
}
