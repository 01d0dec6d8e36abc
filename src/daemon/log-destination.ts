// Where the log goes: stderr. The bus does not depend on it: a reader that stalls (`2>&1 | less`) costs lines and not events, and a
// full disk costs the log and not the daemon. What was left out is said with the next line that is written.

import type { Writable } from "node:stream";
import type { DestinationStream } from "pino";
import type { LineFormat } from "./log-format.ts";

/** What waits for a reader that stalls. */
const MAX_WAITING_BYTES = 1 << 20;
/** pino's number. */
const LEVEL_WARN = 40;

/** Lines, which come as JSON, are written as `format` makes them; those for which there is no room are counted. */
export function logDestination(stream: Writable, format: LineFormat): DestinationStream {
  let leftOut = 0;
  // A full disk, or nobody there any more. The next line tries again.
  stream.on("error", () => {});
  return {
    write: (line) => {
      if (stream.destroyed || stream.writableLength > MAX_WAITING_BYTES) {
        leftOut++;
        return;
      }
      if (leftOut > 0) stream.write(`${format(lineAbout(leftOut))}\n`);
      leftOut = 0;
      stream.write(`${format(line.trimEnd())}\n`);
    },
  };
}

function lineAbout(leftOut: number): string {
  const line = { level: LEVEL_WARN, time: new Date().toISOString(), msg: "log lines left out", count: leftOut };
  return JSON.stringify(line);
}
