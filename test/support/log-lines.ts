// A log that a test reads.

import { type Logger, pino } from "pino";
import type { LogLine } from "./daemon.ts";

/** Logs into `lines`. */
export function testLog(): { readonly log: Logger; readonly lines: readonly LogLine[] } {
  const lines: LogLine[] = [];
  return { log: pino({}, { write: (line) => lines.push(JSON.parse(line) as LogLine) }), lines };
}
