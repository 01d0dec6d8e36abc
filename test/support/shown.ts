// An event as commands show it, with what a test does not care about filled in.

import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { EventSchema } from "../../gen/decnet/bus/v1/frame_pb.ts";
import { type ShownEvent, showEvent } from "../../src/cli/shown-event.ts";
import type { Style } from "../../src/cli/style.ts";
import { encodeJsonPayload } from "../../src/registry/payload.ts";

/** 2026-03-04T05:06:07.089Z, and a little. */
const PUBLISHED_AT_NS = 1_772_600_767_089_000_123n;
export const PUBLISHED_AT_MS = 1_772_600_767_089;

/** Styles as text, to see where they are. */
export const MARKED: Style = (format, text) => `<${String(format)}>${text}</>`;

/** As it would be received, and shown; `json` is its payload, unless `init` has one. */
export function shownEvent(
  topic: string,
  json: Parameters<typeof encodeJsonPayload>[1] = {},
  init: MessageInitShape<typeof EventSchema> = {},
): ShownEvent {
  const { bytes } = encodeJsonPayload(topic, json);
  const usual = {
    topic,
    payload: bytes,
    source: "mutator",
    id: Uint8Array.of(0, 1, 254),
    publishedAt: PUBLISHED_AT_NS,
  };
  return showEvent(create(EventSchema, { ...usual, ...init }));
}
