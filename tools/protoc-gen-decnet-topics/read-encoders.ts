// The messages for which encoders are printed. Here it is decided which fields have no encoder: kinds that no payload is in need of (maps,
// groups, wrappers), and messages that may hold themselves, for which somebody would have to count levels.

import { type DescField, type DescMessage, type DescOneof, ScalarType } from "@bufbuild/protobuf";
import { StructSchema } from "@bufbuild/protobuf/wkt";
import { encodedScalars, LENGTH_DELIMITED } from "./encoded-scalars.ts";
import type { EncodedField, EncodedMessage, EncodedValue, Presence } from "./encoder-model.ts";
import { hasContent, holds, isMessageField, messagesWithin, nameAll, type Suffixes, tagOf } from "./messages-within.ts";

// google.protobuf.FeatureSet.FieldPresence, which descriptors repeat as a number.
const PRESENCES: Readonly<Record<DescField["presence"], Presence>> = { 1: "explicit", 2: "implicit", 3: "required" };

/** `payloads` and all messages that are encoded within one of them, each once. */
export function readEncoders(payloads: readonly DescMessage[]): EncodedMessage[] {
  const found = messagesWithin(payloads, isMessageField);
  const suffixes = nameAll(found, payloads);
  return found.map((message) => ({
    typeName: message.typeName,
    suffix: suffixes.get(message)!,
    payload: payloads.includes(message),
    fields: message.fields.toSorted((a, b) => a.number - b.number).map((field) => readField(field, suffixes)),
    oneofs: message.oneofs.map(readOneof),
  }));
}

function readOneof({ localName, fields }: DescOneof): EncodedMessage["oneofs"][number] {
  return { name: localName, cases: fields.map((field) => field.localName) };
}

function readField(field: DescField, suffixes: Suffixes): EncodedField {
  return {
    name: field.localName,
    oneof: field.oneof?.localName,
    presence: field.fieldKind === "list" || field.fieldKind === "map" ? "repeated" : PRESENCES[field.presence],
    value: readValue(field, suffixes),
  };
}

function readValue(field: DescField, suffixes: Suffixes): EncodedValue | undefined {
  if (field.fieldKind === "map") return undefined;
  if (field.message !== undefined) {
    const tag = tagOf(field, LENGTH_DELIMITED);
    if (isMessageField(field)) return { kind: "message", tag, suffix: suffixes.get(field.message)! };
    return isStructField(field) ? { kind: "struct", tag, suffix: "" } : undefined;
  }
  // An enum is written as its number. Where it has a default that is left out, that is 0.
  const scalar = encodedScalars[field.scalar ?? ScalarType.INT32];
  const packed = field.fieldKind === "list" && field.packed;
  return { kind: "scalar", ...scalar, packed, tag: tagOf(field, packed ? LENGTH_DELIMITED : scalar.wireType) };
}

/** A Struct, which protobuf-es takes as JSON everywhere but in a google.protobuf.Value. */
function isStructField(field: DescField): boolean {
  return hasContent(field) && field.message.typeName === StructSchema.typeName && !holds(field.message, field.parent);
}
