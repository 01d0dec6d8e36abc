// The messages for which decoders are printed: those that have encoders. Here it is decided which fields are read: single values and single
// messages. Lists, maps, oneofs and whatever else a payload seldom has are left to protobuf's own runtime.

import { type DescField, type DescMessage, ScalarType } from "@bufbuild/protobuf";
import { Edition, FeatureSet_FieldPresence } from "@bufbuild/protobuf/wkt";
import type { DecodedField, DecodedMessage, DecodedProperty } from "./decoder-model.ts";
import { encodedScalars, LENGTH_DELIMITED } from "./encoded-scalars.ts";
import { isMessageField, type MessageField, messagesWithin, nameAll, type Suffixes, tagOf } from "./messages-within.ts";

/** `payloads` and all messages that are decoded within one of them, each once. */
export function readDecoders(payloads: readonly DescMessage[]): DecodedMessage[] {
  const found = messagesWithin(payloads, isRead);
  const suffixes = nameAll(found, payloads);
  return found.map((message) => ({
    typeName: message.typeName,
    suffix: suffixes.get(message)!,
    payload: payloads.includes(message),
    properties: isUsual(message) ? propertiesOf(message, suffixes) : undefined,
  }));
}

/** In other editions a message may get its defaults from a prototype. */
function isUsual({ file, fields }: DescMessage): boolean {
  return (
    file.edition === Edition.EDITION_PROTO3 && !fields.some((field) => "longAsString" in field && field.longAsString)
  );
}

function propertiesOf(message: DescMessage, suffixes: Suffixes): DecodedProperty[] {
  return message.members.map((member) =>
    member.kind === "oneof"
      ? { name: member.localName, zero: "{ case: undefined }", field: undefined }
      : { name: member.localName, zero: zeroOf(member), field: readField(member, suffixes) },
  );
}

function zeroOf(field: DescField): string | undefined {
  if (field.fieldKind === "list") return "[]";
  if (field.fieldKind === "map") return "{}";
  if (field.message !== undefined || field.presence !== FeatureSet_FieldPresence.IMPLICIT) return undefined;
  return field.scalar === ScalarType.BYTES ? "new Uint8Array(0)" : scalarOf(field).default;
}

function readField(field: DescField, suffixes: Suffixes): DecodedField | undefined {
  if (field.fieldKind === "list" || field.fieldKind === "map") return undefined;
  if (field.message === undefined) {
    const { wireType, reader } = scalarOf(field);
    return { tag: tagOf(field, wireType), value: { method: reader } };
  }
  if (!isRead(field)) return undefined;
  return { tag: tagOf(field, LENGTH_DELIMITED), value: { suffix: suffixes.get(field.message)! } };
}

/** A message that is read field by field, where it stands. */
function isRead(field: DescField): field is MessageField {
  return field.fieldKind !== "list" && field.oneof === undefined && isMessageField(field) && isUsual(field.message);
}

/** An enum is a number. */
function scalarOf(field: DescField): (typeof encodedScalars)[ScalarType] {
  return encodedScalars[field.scalar ?? ScalarType.INT32];
}
