// A status as a line for programs.

import type { BusStatus } from "../client/bus-status.ts";
import { jsonLine } from "./json-line.ts";
import { isoTime } from "./print-event.ts";

/** `status` as the library has it, with the time of this machine. */
export function statusJson(status: BusStatus, nowMs: number): string {
  return jsonLine({ kind: "status", time: isoTime(nowMs), ...status });
}
