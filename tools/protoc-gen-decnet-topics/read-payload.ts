// The payload of a topic for people: fields, types and comments, and with them the messages and enums of the same
// package that the fields refer to. Types of other packages (Timestamp, Struct) are known by their name.

import type { DescEnum, DescField, DescMessage } from "@bufbuild/protobuf";
import { getComments, getDeclarationString } from "@bufbuild/protoplugin";
import type { PayloadMember, PayloadType } from "./topic-model.ts";

type Desc = DescMessage | DescEnum;

/** The message itself first, then what it is built from, each once (a message may hold itself). */
export function readPayload(message: DescMessage): [PayloadType, ...PayloadType[]] {
  const found: Desc[] = [message];
  // The array grows while it is walked: what a part refers to is a part as well.
  for (const desc of found) {
    if (desc.kind === "enum") continue;
    for (const part of desc.fields.map(referredType)) {
      if (part !== undefined && samePackage(part, message) && !found.includes(part)) found.push(part);
    }
  }
  return [toPayloadType(message), ...found.slice(1).map(toPayloadType)];
}

function referredType(field: DescField): Desc | undefined {
  return field.message ?? field.enum;
}

function samePackage(a: Desc, b: Desc): boolean {
  return a.file.proto.package === b.file.proto.package;
}

function toPayloadType(desc: Desc): PayloadType {
  const members = desc.kind === "enum" ? desc.values.map(toValue) : desc.fields.map(toField);
  return {
    fullName: desc.typeName,
    name: withoutPackage(desc.typeName, desc),
    description: commentOf(desc),
    members,
  };
}

function toField(field: DescField): PayloadMember {
  // The declaration reads "repeated string patterns = 4 [deprecated = true]"; the type is what stands before the name.
  const declaration = getDeclarationString(field);
  const type = declaration.slice(0, declaration.indexOf(` ${field.name} = `));
  const oneof = field.oneof === undefined ? "" : `One of \`${field.oneof.name}\`. `;
  return { name: field.name, type: withoutPackage(type, field.parent), description: oneof + commentOf(field) };
}

function toValue(value: DescEnum["values"][number]): PayloadMember {
  return { name: value.name, type: String(value.number), description: commentOf(value) };
}

function withoutPackage(type: string, desc: Desc): string {
  return type.replaceAll(`${desc.file.proto.package}.`, "");
}

function commentOf(desc: Desc | DescField | DescEnum["values"][number]): string {
  const { leading, trailing } = getComments(desc);
  return [leading, trailing]
    .filter((comment) => comment !== undefined)
    .map((comment) => comment.trimEnd().replaceAll(/^ /gm, ""))
    .join("\n\n");
}
