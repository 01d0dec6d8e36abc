// Two connections made one: for what lives in memory, and is to be reached over a socket.

import type { Connection } from "../../src/transport/connection.ts";

const PATIENCE_MS = 1_000;

/** What comes in at one goes out at the other, no faster than it is taken; when one is gone, the other goes. */
export function splice(one: Connection, other: Connection): void {
  forward(one, other);
  forward(other, one);
}

function forward(from: Connection, to: Connection): void {
  let sending = false;
  from.start({
    data: (chunk) => {
      sending = true;
      from.pause();
      to.send([chunk], () => {
        sending = false;
        from.resume();
      });
    },
    closed: (error) => {
      if (error !== undefined) {
        to.destroy();
        return;
      }
      to.end();
      // The last words are on their way; who does not take them is not waited for.
      if (sending) setTimeout(() => to.destroy(), PATIENCE_MS).unref();
    },
  });
}
