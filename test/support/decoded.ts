// What a decoder makes of bytes, beside what protobuf's own runtime makes of them.

import { type DescField, type DescMessage, fromBinary, type Message } from "@bufbuild/protobuf";
import { isWrapperDesc, StructSchema } from "@bufbuild/protobuf/wkt";

export type Decode = (bytes: Uint8Array, start: number, end: number) => Message | undefined;

/** Of a decoder that gets the bytes in the midst of others. */
export function decoded(decode: Decode, bytes: Uint8Array): Message | undefined {
  const around = new Uint8Array(bytes.length + 2).fill(255);
  around.set(bytes, 1);
  return decode(around, 1, 1 + bytes.length);
}

/** Undefined if they are no such message. */
export function carefullyDecoded(schema: DescMessage, bytes: Uint8Array): Message | undefined {
  try {
    return fromBinary(schema, bytes);
  } catch {
    return undefined;
  }
}

/** `payload` with nothing but what every decoder has to read: values and messages, one of each. */
export function singleValues(schema: DescMessage, payload: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const field of schema.fields) {
    const value = payload[field.localName];
    if (value === undefined || field.oneof !== undefined || !isSingle(field)) continue;
    const within = field.message !== undefined;
    kept[field.localName] = within ? singleValues(field.message, value as Record<string, unknown>) : value;
  }
  return kept;
}

function isSingle({ fieldKind, message }: DescField): boolean {
  if (fieldKind === "list" || fieldKind === "map") return false;
  return message === undefined || (message.typeName !== StructSchema.typeName && !isWrapperDesc(message));
}
