// What `decnet bus tap` prints: of an event everything, and of what is missing how much.

import type { Drops } from "../wire/drop-tally.ts";
import { jsonLine } from "./json-line.ts";
import { addressOf, isoTime } from "./print-event.ts";
import { printable } from "./printable.ts";
import { counted } from "./quantity.ts";
import type { ShownEvent } from "./shown-event.ts";
import type { Style } from "./style.ts";
import { timeOfDay } from "./time-of-day.ts";

/** Bytes of a payload that people are shown in hex. */
const SHOWN_BYTES = 64;
/** Topics of a loss that people are shown. */
const SHOWN_TOPICS = 3;

/** When an event came here, and how it is shown. */
export interface Shown {
  readonly receivedAtMs: number;
  readonly style: Style;
  readonly utc: boolean;
}

/** `16:03:22.123+02:00  1 ms  topology.abc.status  status  mutator  4f…07  {"state":"active","reason":""}` */
export function tapLine(event: ShownEvent, { receivedAtMs, style, utc }: Shown): string {
  const { publishedAtMs, id, payloadType, payload, traceParent, fault } = event;
  const usual = payloadType === usualTypeOf(event);
  return [
    style("dim", timeOfDay(publishedAtMs ?? receivedAtMs, utc)),
    style("dim", publishedAtMs === undefined ? "(came)" : latency(receivedAtMs - publishedAtMs)),
    ...addressOf(event, style),
    style("dim", id || "-"),
    ...(usual ? [] : [style("magenta", printable(payloadType))]),
    payload === undefined ? style("yellow", hexOf(event)) : printable(JSON.stringify(payload)),
    ...(traceParent === "" ? [] : [style("dim", `trace ${printable(traceParent)}`)]),
    ...(fault === undefined ? [] : [style("red", printable(`! ${fault}`))]),
  ].join("  ");
}

/** `kind` tells it from what is missing. `payloadHex` is the payload where it has no JSON. */
export function tapJson(event: ShownEvent, receivedAtMs: number): string {
  const { publishedAtMs, topic, name = null, type, source, id, traceParent, payloadType, payloadBytes } = event;
  const { payload = null, fault = null } = event;
  return jsonLine({
    kind: "event",
    time: isoTime(publishedAtMs),
    receivedAt: isoTime(receivedAtMs),
    latencyMs: publishedAtMs === undefined ? null : receivedAtMs - publishedAtMs,
    topic,
    name,
    type,
    source,
    id,
    traceParent,
    payloadType,
    payloadBytes: payloadBytes.length,
    payload,
    payloadHex: event.payload === undefined ? Buffer.from(payloadBytes).toString("hex") : null,
    fault,
  });
}

/** Stands where events are missing. */
export function missedLine(drops: Drops, style: Style): string {
  return style("red", printable(`-- missed ${counted(drops.count, "event")} here: ${topicsOf(drops)} --`));
}

export function missedJson({ count, topics, truncated }: Drops): string {
  return jsonLine({ kind: "missed", count, topics: Object.fromEntries(topics), topicsTruncated: truncated });
}

function topicsOf({ topics, truncated }: Drops): string {
  const sorted = [...topics].toSorted(([, one], [, other]) => other - one);
  const named = sorted.slice(0, SHOWN_TOPICS).map(([topic, count]) => `${topic} ×${count}`);
  return [...named, ...(truncated || sorted.length > SHOWN_TOPICS ? ["…"] : [])].join(", ");
}

function usualTypeOf({ name, payloadType }: ShownEvent): string {
  return name === undefined ? "google.protobuf.Struct" : payloadType;
}

/** By the clocks of both ends, which are one where they are on one host. */
function latency(ms: number): string {
  return `${ms} ms`;
}

function hexOf({ payloadBytes }: ShownEvent): string {
  const shown = Buffer.from(payloadBytes.subarray(0, SHOWN_BYTES)).toString("hex");
  const rest = payloadBytes.length - SHOWN_BYTES;
  return `0x${shown}${rest > 0 ? `… and ${counted(rest, "byte")}` : ""}`;
}
