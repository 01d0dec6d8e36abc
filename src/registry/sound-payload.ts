// Can these bytes be decoded as that message? Asked before an event is handed out, whose payload is decoded when somebody looks at it: it
// must not fail then. It is looked at, not decoded, for a tenth of the cost.

import { isUtf8 } from "node:buffer";
import { type DescField, type DescMessage, ScalarType } from "@bufbuild/protobuf";
import { Cursor, FIXED32, FIXED64, LENGTH_DELIMITED, VARINT } from "../bytes/cursor.ts";

/** Deeper ones are left to protobuf's own runtime, and to its limit. */
const MAX_DEPTH = 32;

const WIRE_TYPES: Record<ScalarType, number> = {
  [ScalarType.DOUBLE]: FIXED64,
  [ScalarType.FLOAT]: FIXED32,
  [ScalarType.INT64]: VARINT,
  [ScalarType.UINT64]: VARINT,
  [ScalarType.INT32]: VARINT,
  [ScalarType.FIXED64]: FIXED64,
  [ScalarType.FIXED32]: FIXED32,
  [ScalarType.BOOL]: VARINT,
  [ScalarType.STRING]: LENGTH_DELIMITED,
  [ScalarType.BYTES]: LENGTH_DELIMITED,
  [ScalarType.UINT32]: VARINT,
  [ScalarType.SFIXED32]: FIXED32,
  [ScalarType.SFIXED64]: FIXED64,
  [ScalarType.SINT32]: VARINT,
  [ScalarType.SINT64]: VARINT,
};

type Fields = ReadonlyMap<number, Expected | undefined>;

/** What is expected of a field. */
interface Expected {
  readonly wireType: number;
  readonly text: boolean;
  /** Of the message that the field is, or of the entry of a map. */
  readonly fields: (() => Fields) | undefined;
}

const known = new WeakMap<DescMessage, Fields>();

/**
 * True if protobuf's runtime decodes `bytes[start..end)` as the message. False says nothing: it may be malformed, or merely unusual
 * (packed numbers, groups), and whoever asks has to try.
 */
export function isSoundPayload(schema: DescMessage, bytes: Uint8Array, start: number, end: number): boolean {
  return isSound(fieldsOf(schema), bytes, start, end, 0);
}

function isSound(fields: Fields, bytes: Uint8Array, start: number, end: number, depth: number): boolean {
  const cursor = new Cursor(bytes, start, end);
  while (cursor.nextField()) {
    const field = fields.get(cursor.field);
    if (field === undefined) {
      if (fields.has(cursor.field)) return false;
      continue;
    }
    if (field.wireType !== cursor.wireType) return false;
    const { valueStart, valueEnd } = cursor;
    if (field.text && !isText(bytes, valueStart, valueEnd)) return false;
    if (field.fields === undefined) continue;
    if (depth >= MAX_DEPTH || !isSound(field.fields(), bytes, valueStart, valueEnd, depth + 1)) return false;
  }
  return !cursor.failed;
}

/** By number; undefined for a field that is not looked into here. */
function fieldsOf(schema: DescMessage): Fields {
  let fields = known.get(schema);
  if (fields === undefined) {
    fields = new Map(schema.fields.map((field) => [field.number, expectedOf(field)]));
    known.set(schema, fields);
  }
  return fields;
}

function expectedOf(field: DescField): Expected | undefined {
  if (field.fieldKind === "map") {
    const entry: Fields = new Map([
      [1, expectedValue(field.mapKey, undefined)],
      [2, expectedValue(field.scalar, field.message)],
    ]);
    return { wireType: LENGTH_DELIMITED, text: false, fields: () => entry };
  }
  const unusual = field.message === undefined ? field.fieldKind === "list" && field.packed : field.delimitedEncoding;
  return unusual ? undefined : expectedValue(field.scalar, field.message);
}

/** Neither a scalar nor a message: an enum. */
function expectedValue(scalar: ScalarType | undefined, message: DescMessage | undefined): Expected {
  if (message !== undefined) return { wireType: LENGTH_DELIMITED, text: false, fields: () => fieldsOf(message) };
  const wireType = scalar === undefined ? VARINT : WIRE_TYPES[scalar];
  return { wireType, text: scalar === ScalarType.STRING, fields: undefined };
}

function isText(bytes: Uint8Array, start: number, end: number): boolean {
  let bits = 0;
  for (let at = start; at < end; at++) bits |= bytes[at]!;
  return bits < 0x80 || isUtf8(bytes.subarray(start, end));
}
