// The messages for which encoders are printed: the payloads and, from each to the next, the messages of their fields. Here it is decided
// which fields have no encoder: kinds that no payload is in need of (maps, groups, wrappers), and messages that may hold themselves, for
// which somebody would have to count levels.

import { type DescField, type DescMessage, type DescOneof, ScalarType } from "@bufbuild/protobuf";
import { isWrapperDesc, StructSchema } from "@bufbuild/protobuf/wkt";
import { encodedScalars, LENGTH_DELIMITED } from "./encoded-scalars.ts";
import type { EncodedField, EncodedMessage, EncodedValue, Presence } from "./encoder-model.ts";

// google.protobuf.FeatureSet.FieldPresence, which descriptors repeat as a number.
const PRESENCES: Readonly<Record<DescField["presence"], Presence>> = { 1: "explicit", 2: "implicit", 3: "required" };

/** `payloads` and all messages that are encoded within one of them, each once. */
export function readEncoders(payloads: readonly DescMessage[]): EncodedMessage[] {
  const found = [...payloads];
  // The array grows while it is walked: what a part holds is encoded as well.
  for (const message of found) {
    const parts = message.fields.filter((field) => isMessageField(field)).map((field) => field.message);
    found.push(...new Set(parts.filter((part) => !found.includes(part))));
  }
  const suffixes = nameAll(found, payloads);
  return found.map((message) => ({
    typeName: message.typeName,
    suffix: suffixes.get(message)!,
    payload: payloads.includes(message),
    fields: message.fields.toSorted((a, b) => a.number - b.number).map((field) => readField(field, suffixes)),
    oneofs: message.oneofs.map(readOneof),
  }));
}

type Suffixes = ReadonlyMap<DescMessage, string>;

/** A payload keeps its name, by which the registry finds its function. */
function nameAll(messages: readonly DescMessage[], payloads: readonly DescMessage[]): Suffixes {
  const suffixes = new Map<DescMessage, string>();
  const taken = new Set(payloads.map(({ name }) => name));
  for (const message of messages) {
    let suffix = message.name;
    if (!payloads.includes(message)) {
      suffix = ownName(message, payloads).split(/[._]/).map(capitalized).join("");
      while (taken.has(suffix)) suffix += "$";
    }
    taken.add(suffix);
    suffixes.set(message, suffix);
  }
  return suffixes;
}

/** Without the package if it is that of the payloads. */
function ownName({ typeName }: DescMessage, [payload]: readonly DescMessage[]): string {
  const prefix = `${payload?.file.proto.package ?? ""}.`;
  return typeName.startsWith(prefix) ? typeName.slice(prefix.length) : typeName;
}

function capitalized(name: string): string {
  return name.slice(0, 1).toUpperCase() + name.slice(1);
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

function tagOf(field: DescField, wireType: number): number {
  return field.number * 8 + wireType;
}

type MessageField = DescField & { readonly message: DescMessage };

function isMessageField(field: DescField): field is MessageField {
  return (
    hasContent(field) && !isStructField(field) && !isWrapperDesc(field.message) && !holds(field.message, field.parent)
  );
}

/** A Struct, which protobuf-es takes as JSON everywhere but in a google.protobuf.Value. */
function isStructField(field: DescField): boolean {
  return hasContent(field) && field.message.typeName === StructSchema.typeName && !holds(field.message, field.parent);
}

/** A message, or a list of them, behind their length. */
function hasContent(field: DescField): field is MessageField {
  return field.fieldKind !== "map" && field.message !== undefined && !field.delimitedEncoding;
}

/** Whether there may be a `part` in a `message`, at whatever depth, or whether they are the same. */
function holds(message: DescMessage, part: DescMessage): boolean {
  const found = new Set([message]);
  // The set grows while it is walked.
  for (const each of found) for (const field of each.fields) if (field.message !== undefined) found.add(field.message);
  return found.has(part);
}
