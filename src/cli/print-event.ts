// An event on one line: for people, or as JSON for programs.

import type { JsonValue } from "@bufbuild/protobuf";
import type { BusEvent } from "../client/bus.ts";
import type { Gap } from "../client/gap.ts";
import { eventPayloadToJson } from "../registry/payload.ts";
import { printable } from "./printable.ts";
import type { Style } from "./style.ts";

export { styleFor, type Style } from "./style.ts";

const NS_PER_MS = 1_000_000n;

/** `14:03:22.123  topology.abc.status  status  mutator  {"state":"active","reason":""}` */
export function eventLine(event: BusEvent, style: Style): string {
  const time = publishedAt(event);
  return [
    style("dim", time === null ? "--:--:--.---" : time.slice(11, 23)),
    style("cyan", printable(event.topic)),
    style("yellow", printable(event.type) || "-"),
    style("dim", printable(event.source) || "-"),
    printable(JSON.stringify(payloadJson(event))),
  ].join("  ");
}

/** One JSON object; the shape is the same for every event. `gap` is what was lost before it. */
export function eventJson(event: BusEvent, gap: Gap | undefined): string {
  const { topic, name, type, source, id } = event;
  const line = {
    time: publishedAt(event),
    topic,
    name: name ?? null,
    type,
    source,
    id: Buffer.from(id).toString("hex"),
    payload: payloadJson(event),
    gap: gap === undefined ? null : { ...gap, topics: Object.fromEntries(gap.topics) },
  };
  return printable(JSON.stringify(line));
}

/**
 * Null if there is no JSON for it, such as for a time in the year 30000: what one publisher sends must not end the command. A free-form
 * payload is JSON as it is, whatever keys it has.
 */
function payloadJson(event: BusEvent): JsonValue {
  if (event.name === undefined) return event.payload;
  try {
    return eventPayloadToJson(event.payload);
  } catch {
    return null;
  }
}

/** ISO 8601 in UTC, with milliseconds; null if the publisher did not say. */
function publishedAt({ publishedAtNs }: BusEvent): string | null {
  return publishedAtNs === 0n ? null : new Date(Number(publishedAtNs / NS_PER_MS)).toISOString();
}
