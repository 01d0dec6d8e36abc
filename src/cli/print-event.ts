// An event on one line: for people, or as JSON for programs.

import type { Gap } from "../client/gap.ts";
import { jsonLine } from "./json-line.ts";
import { printable } from "./printable.ts";
import type { ShownEvent } from "./shown-event.ts";
import type { Style } from "./style.ts";
import { timeOfDay } from "./time-of-day.ts";

/** `16:03:22.123+02:00  topology.abc.status  status  mutator  {"state":"active","reason":""}` */
export function eventLine(event: ShownEvent, style: Style, utc: boolean): string {
  const { publishedAtMs, payload = null } = event;
  const time = timeOfDay(publishedAtMs ?? Number.NaN, utc);
  return [style("dim", time), ...addressOf(event, style), printable(JSON.stringify(payload))].join("  ");
}

/** Topic, type and source. */
export function addressOf({ topic, type, source }: ShownEvent, style: Style): string[] {
  return [
    style("cyan", printable(topic)),
    style("yellow", printable(type) || "-"),
    style("dim", printable(source) || "-"),
  ];
}

/** One JSON object; the shape is the same for every event. `gap` is what was lost before it. */
export function eventJson(event: ShownEvent, gap: Gap | undefined): string {
  const { publishedAtMs, topic, name, type, source, id, payload } = event;
  return jsonLine({
    time: isoTime(publishedAtMs),
    topic,
    name: name ?? null,
    type,
    source,
    id,
    payload: payload ?? null,
    gap: gap === undefined ? null : { ...gap, topics: Object.fromEntries(gap.topics) },
  });
}

/** ISO 8601 in UTC, with milliseconds; null if the publisher did not say. */
export function isoTime(unixMs: number | undefined): string | null {
  return unixMs === undefined ? null : new Date(unixMs).toISOString();
}
