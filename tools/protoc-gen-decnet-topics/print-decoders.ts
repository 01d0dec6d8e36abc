// Prints decoders.ts: a function for each payload and one for each message within, which read the fields as they come.

import type { DecodedField, DecodedMessage, DecodedProperty } from "./decoder-model.ts";
import { header, list, propertyName, quote } from "./layout.ts";
import { localNames, type LocalNames } from "./local-names.ts";

const IDEA = `\
Bytes to payloads, without descriptors. A decoder returns what protobuf-es would, or undefined, because the bytes hold
something that is not read here: unknown fields, lists, or what is no message at all. The careful way
(src/registry/payload.ts) then decodes it, or says what is wrong.`;

/** Its own type: that of the generated messages would have to be imported from all over. */
const TYPES = "type Decoded = Message & Record<string, unknown>;";

const READER = "/** One for all: no payload is read while another is. */\nconst reader = new FieldReader();";

/** @param bytesFolder Where the printed file imports the reader from. */
export function printDecoders(messages: readonly DecodedMessage[], folder: string, bytesFolder: string): string {
  const called = messages.flatMap(({ suffix }) => [`decode${suffix}`, `read${suffix}`]);
  const taken = ["from", "message", "outer", "reader", "FieldReader", ...called];
  const imports = [
    `import type { Message } from "@bufbuild/protobuf";`,
    `import { FieldReader } from ${quote(`${bytesFolder}/field-reader.ts`)};`,
  ].join("\n");
  const functions = messages.flatMap((message) => [
    ...(message.payload ? [printDecoder(message)] : []),
    ...(message.properties === undefined ? [] : [printReader(message, message.properties, taken)]),
  ]);
  return [header(folder, IDEA), imports, TYPES, READER, ...functions].join("\n\n");
}

function printDecoder({ suffix, properties }: DecodedMessage): string {
  const usual = properties !== undefined;
  return [
    "/** See `DeclaredTopic.decode`. */",
    usual
      ? `export function decode${suffix}(bytes: Uint8Array, start: number, end: number): Message | undefined {`
      : `export function decode${suffix}(): undefined {`,
    usual ? `  return read${suffix}(reader.begin(bytes, start, end));` : "  return undefined;",
    "}",
  ].join("\n");
}

/** A property that is read. */
type Read = DecodedProperty & { readonly field: DecodedField };

function printReader(
  { typeName, suffix }: DecodedMessage,
  all: readonly DecodedProperty[],
  taken: readonly string[],
): string {
  const names = all.map(({ name }) => name);
  const locals = localNames(names, taken);
  const read = all.filter((property): property is Read => property.field !== undefined);
  const always = all.filter(({ zero }) => zero !== undefined).map((property) => printAlways(property, locals));
  const optional = read.filter(({ zero }) => zero === undefined);
  const literal = [`$typeName: ${quote(typeName)}`, ...always];
  return [
    `function read${suffix}(from: FieldReader): Decoded | undefined {`,
    ...read.map(({ name, zero }) => `  let ${locals.get(name)!}${zero === undefined ? ": unknown" : ` = ${zero}`};`),
    ...printLoop(read, locals),
    "  if (from.failed) return undefined;",
    ...(optional.length === 0
      ? [list("  return { ", literal, " };")]
      : [
          list("  const message: Decoded = { ", literal, " };"),
          ...optional.map(({ name }) => {
            const local = locals.get(name)!;
            return `  if (${local} !== undefined) message[${quote(name)}] = ${local};`;
          }),
          "  return message;",
        ]),
    "}",
  ].join("\n");
}

function printAlways({ name, zero, field }: DecodedProperty, locals: LocalNames): string {
  const value = field === undefined ? zero! : locals.get(name)!;
  return value === name ? name : `${propertyName(name)}: ${value}`;
}

/** What stands behind each tag. A `switch` has a case at least. */
function printLoop(read: readonly Read[], locals: LocalNames): string[] {
  if (read.length === 0) return ["  if (from.at < from.end) return undefined;"];
  return [
    "  while (from.at < from.end) {",
    "    switch (from.tag()) {",
    ...read.flatMap(({ name, field }) => printCase(field, locals.get(name)!)),
    "      default:",
    "        return undefined;",
    "    }",
    "  }",
  ];
}

/** A message that comes in parts would have to be merged. */
function printCase({ tag, value }: DecodedField, local: string): string[] {
  const head = `      case ${tag}:`;
  if ("method" in value) return [head, `        ${local} = from.${value.method}();`, "        break;"];
  return [
    `${head} {`,
    `        if (${local} !== undefined) return undefined;`,
    "        const outer = from.enter();",
    `        ${local} = read${value.suffix}(from);`,
    `        if (${local} === undefined) return undefined;`,
    "        from.leave(outer);",
    "        break;",
    "      }",
  ];
}
