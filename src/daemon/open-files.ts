// Each connection is an open file, and a process may have only so many. Beyond that the kernel's connections are closed without a word, and
// nobody hears of it, neither we nor (but for the end of the stream) the client. So the number of connections ends below that, where
// whoever comes can still be told TOO_MANY_CONNECTIONS.

import { readFileSync } from "node:fs";
import { grouped } from "../cli/quantity.ts";
import type { Limits } from "../wire/limits.ts";

/** Files that are no client's: the log, the loop, what is being read; and clients that are being told that they are too many. */
const RESERVED_FILES = 64;

/** The limits, with as many connections as `openFiles` leave room for; and what to tell the operator, if those are fewer. */
export function fittedToOpenFiles(
  limits: Limits,
  openFiles: number = maxOpenFiles(),
): { readonly limits: Limits; readonly warning?: string } {
  const room = Math.max(1, openFiles - RESERVED_FILES);
  if (limits.maxConnections <= room) return { limits };
  const what = `this process may open ${grouped(openFiles)} files, which is room for ${grouped(room)} connections and not for ${grouped(limits.maxConnections)}`;
  const ways = "raise LimitNOFILE= in the unit (ulimit -n), or lower --max-connections";
  return { limits: { ...limits, maxConnections: room }, warning: `${what}; ${ways}` };
}

/** Infinity where it cannot be told. Node has raised the soft limit to the hard one when it started. */
function maxOpenFiles(): number {
  try {
    const [, soft] = /^Max open files +(\d+)/m.exec(readFileSync("/proc/self/limits", "utf8")) ?? [];
    return soft === undefined ? Number.POSITIVE_INFINITY : Number(soft);
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
