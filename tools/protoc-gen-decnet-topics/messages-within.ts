// The payloads and, from each to the next, the messages of their fields: those for which encoders and decoders are printed.

import type { DescField, DescMessage } from "@bufbuild/protobuf";
import { isWrapperDesc, StructSchema } from "@bufbuild/protobuf/wkt";

/** `payloads` and all messages that are found within one of them by going into these fields, each once. */
export function messagesWithin(
  payloads: readonly DescMessage[],
  goesInto: (field: DescField) => field is MessageField,
): DescMessage[] {
  const found = [...payloads];
  // The array grows while it is walked: what a part holds is encoded as well.
  for (const message of found) {
    const parts = message.fields.filter(goesInto).map((field) => field.message);
    found.push(...new Set(parts.filter((part) => !found.includes(part))));
  }
  return found;
}

/** What the names of a message's functions end with. */
export type Suffixes = ReadonlyMap<DescMessage, string>;

/** A payload keeps its name, by which the registry finds its function. */
export function nameAll(messages: readonly DescMessage[], payloads: readonly DescMessage[]): Suffixes {
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

/** As it stands before the value. */
export function tagOf(field: DescField, wireType: number): number {
  return field.number * 8 + wireType;
}

export type MessageField = DescField & { readonly message: DescMessage };

/** A field that is a message with functions of its own: neither a Struct nor a wrapper, and it cannot hold itself. */
export function isMessageField(field: DescField): field is MessageField {
  return (
    hasContent(field) &&
    field.message.typeName !== StructSchema.typeName &&
    !isWrapperDesc(field.message) &&
    !holds(field.message, field.parent)
  );
}

/** A message, or a list of them, behind their length. */
export function hasContent(field: DescField): field is MessageField {
  return field.fieldKind !== "map" && field.message !== undefined && !field.delimitedEncoding;
}

/** Whether there may be a `part` in a `message`, at whatever depth, or whether they are the same. */
export function holds(message: DescMessage, part: DescMessage): boolean {
  const found = new Set([message]);
  // The set grows while it is walked.
  for (const each of found) for (const field of each.fields) if (field.message !== undefined) found.add(field.message);
  return found.has(part);
}
