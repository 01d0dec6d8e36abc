// A connection with something between it and whoever uses it.

import type { Connection } from "../../src/transport/connection.ts";

/** Does what `connection` does, but for what stands in `instead`. */
export function connectionAround(connection: Connection, instead: Partial<Connection>): Connection {
  return {
    start: (receiver) => connection.start(receiver),
    send: (parts, sent) => connection.send(parts, sent),
    pause: () => connection.pause(),
    resume: () => connection.resume(),
    keepAlive: (on) => connection.keepAlive(on),
    end: () => connection.end(),
    destroy: () => connection.destroy(),
    ...instead,
  };
}
