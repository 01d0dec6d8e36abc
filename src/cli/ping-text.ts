// What `decnet bus ping` prints.

import { jsonLine } from "./json-line.ts";
import type { PingSummary, RoundTrip } from "./ping.ts";
import { printable } from "./printable.ts";
import { milliseconds } from "./quantity.ts";

export function tripText({ number, ms, reason }: RoundTrip, json: boolean): string {
  if (json) return jsonLine({ kind: "ping", number, ms: ms ?? null, error: reason?.code ?? null });
  return ms === undefined ? printable(`${number}: ${reason?.message}`) : `${number}: ${milliseconds(ms)}`;
}

export function summaryText({ sent, received, minMs, medianMs, maxMs }: PingSummary, json: boolean): string {
  if (json) {
    const times = { minMs: minMs ?? null, medianMs: medianMs ?? null, maxMs: maxMs ?? null };
    return jsonLine({ kind: "summary", sent, received, ...times });
  }
  const back = `${received} of ${sent} came back`;
  if (minMs === undefined || medianMs === undefined || maxMs === undefined) return back;
  return `${back}; min ${milliseconds(minMs)}, median ${milliseconds(medianMs)}, max ${milliseconds(maxMs)}`;
}
