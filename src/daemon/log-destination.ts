// Where the log goes: stderr. The bus does not depend on it: a reader that stalls (`2>&1 | less`) costs lines and not events, and a
// full disk costs the log and not the daemon. What was left out is said with the next line that is written.

import type { Writable } from "node:stream";
import type { DestinationStream } from "pino";

/** What waits for a reader that stalls. */
const MAX_WAITING_BYTES = 1 << 20;

/** Lines are written as they come; those for which there is no room are counted. */
export function logDestination(stream: Writable): DestinationStream {
  let leftOut = 0;
  // A full disk, or nobody there any more. The next line tries again.
  stream.on("error", () => {});
  return {
    write: (line) => {
      if (stream.destroyed || stream.writableLength > MAX_WAITING_BYTES) {
        leftOut++;
        return;
      }
      if (leftOut > 0)
        stream.write(
          `${JSON.stringify({ level: 40, time: new Date().toISOString(), msg: "log lines left out", count: leftOut })}\n`,
        );
      leftOut = 0;
      stream.write(line);
    },
  };
}
