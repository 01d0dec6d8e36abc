// Two connections made one: for what lives in memory, and is to be reached over a socket.

import type { Connection } from "../../src/transport/connection.ts";

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
      // Whoever closes while the other does not take what it was sent has given up waiting for it.
      if (sending || error !== undefined) to.destroy();
      else to.end();
    },
  });
}
