// The fields of an Event, each as it stands in the bytes, topic first.

import { EventField } from "../../src/wire/event-check.ts";
import { delimitedField, joined, utf8, varint } from "./bytes.ts";

/** `a.b` */
export const TOPIC = delimitedField(EventField.topic, utf8("a.b"));

export const ALL_FIELDS = [
  TOPIC,
  delimitedField(EventField.payload, Uint8Array.of(255, 254)),
  delimitedField(EventField.type, utf8("applied")),
  delimitedField(EventField.source, utf8("mutator")),
  delimitedField(EventField.id, Uint8Array.of(128)),
  joined([varint(EventField.publishedAt * 8 + 1), new Uint8Array(8)]),
  delimitedField(EventField.payloadType, utf8("google.protobuf.Struct")),
  delimitedField(EventField.traceParent, utf8("00-0-0-00")),
];
