// Prints encoders.ts: a function for each payload and one for each message within, which write the fields one after the other. What may
// stand in an object is known here; what a value must be like is known to src/bytes/.

import type { EncodedField, EncodedMessage } from "./encoder-model.ts";
import { header, list, propertyName, quote } from "./layout.ts";
import { localNames, type LocalNames } from "./local-names.ts";
import { printField, printOneof } from "./print-encoded-fields.ts";
import { printRefusal } from "./print-refusal.ts";

const IDEA = `\
Payloads to bytes, without descriptors and without a message in between. An encoder writes what protobuf-es would, and
returns true; or it returns false, because the object holds something that is not known here to be right, and has
written something unfit. The careful way (src/registry/payload.ts) then encodes it, or says what is wrong.`;

/** What the printed functions call, by module. */
const RUNTIME: Readonly<Record<string, readonly string[]>> = {
  "checked-values.ts": [
    "writeBool",
    "writeBytes",
    "writeDouble",
    "writeFixed32",
    "writeFixed64",
    "writeFloat",
    "writeInt32",
    "writeInt64",
    "writeSfixed32",
    "writeSfixed64",
    "writeSint32",
    "writeSint64",
    "writeString",
    "writeUint32",
    "writeUint64",
  ],
  "plain-values.ts": ["hasFields", "isEmptyBytes", "isEmptyList", "isList", "isPlain"],
  "struct-writer.ts": ["writeStruct"],
};

/** @param bytesFolder Where the printed file imports the writer and all else from. */
export function printEncoders(messages: readonly EncodedMessage[], folder: string, bytesFolder: string): string {
  const called = [
    ...Object.values(RUNTIME).flat(),
    ...messages.flatMap(({ suffix }) => [`encode${suffix}`, `fieldsOf${suffix}`]),
  ];
  const functions = messages.flatMap((message) => [
    ...(message.payload ? [printEncoder(message)] : []),
    printFields(message, localNames(propertiesOf(message), called)),
  ]);
  return [header(folder, IDEA), printImports(functions.join("\n"), bytesFolder), ...functions].join("\n\n");
}

function printImports(functions: string, bytesFolder: string): string {
  const imports = Object.entries(RUNTIME).flatMap(([module, names]) => {
    const used = names.filter((name) => functions.includes(`${name}(`));
    return used.length === 0 ? [] : [list("import { ", used, ` } from ${quote(`${bytesFolder}/${module}`)};`)];
  });
  return [`import type { ByteWriter } from ${quote(`${bytesFolder}/byte-writer.ts`)};`, ...imports].join("\n");
}

function printEncoder({ suffix }: EncodedMessage): string {
  return [
    "/** See `DeclaredTopic.encode`. */",
    `export function encode${suffix}(out: ByteWriter, payload: object): boolean {`,
    "  try {",
    `    return fieldsOf${suffix}(out, payload, false);`,
    "  } catch {",
    "    // What a getter or a proxy throws, it throws again on the careful way, where somebody expects it.",
    "    return false;",
    "  }",
    "}",
  ].join("\n");
}

function printFields(message: EncodedMessage, locals: LocalNames): string {
  const statements = message.fields.map((field) => printField(field, locals));
  // A message without any field that has an encoder is never written to.
  const out = statements.some((each) => /\(out[.,]/.test(each)) ? "out" : "_out";
  const read = ["$typeName", "$unknown", ...propertiesOf(message).map((name) => printRead(message, name, locals))];
  return [
    `function fieldsOf${message.suffix}(${out}: ByteWriter, given: unknown, inMessage: boolean): boolean {`,
    "  if (!hasFields(given)) return false;",
    printNames(propertiesOf(message)),
    list("  const { ", read, " } = given;"),
    "  const made = $typeName !== undefined;",
    "  if (made) {",
    printRefusal("    ", "||", notMade(message)),
    "  } else if (inMessage) return false;",
    "  if ($unknown !== undefined && !isEmptyList($unknown)) return false;",
    ...message.oneofs.map((oneof) => printOneof(oneof, locals)),
    ...statements,
    "  return true;",
    "}",
  ].join("\n");
}

/** A name that is none of the message's: a field that would silently stay empty. */
function printNames(properties: readonly string[]): string {
  return [
    "  for (const key in given) {",
    "    switch (key) {",
    ...["$typeName", "$unknown", ...properties].map((name) => `      case ${quote(name)}:`),
    "        break;",
    "      default:",
    "        return false;",
    "    }",
    "  }",
  ].join("\n");
}

function printRead({ fields }: EncodedMessage, name: string, locals: LocalNames): string {
  const field = fields.find((each) => each.name === name && each.oneof === undefined);
  const local = locals.get(name)!;
  const named = local === name ? name : `${propertyName(name)}: ${local}`;
  const value = field?.presence === "implicit" && field.value?.kind === "scalar" ? field.value.default : undefined;
  return value === undefined ? named : `${named} = ${value}`;
}

/** What a message that protobuf has made is not: of another type, of a class, or incomplete. */
function notMade({ typeName, fields, oneofs }: EncodedMessage): string[] {
  const always = fields.filter(({ presence, oneof }) => oneof === undefined && isAlwaysThere(presence));
  return [
    `$typeName !== ${quote(typeName)}`,
    "!isPlain(given)",
    ...[...always, ...oneofs].map(({ name }) => `given${access(name)} === undefined`),
  ];
}

function isAlwaysThere(presence: EncodedField["presence"]): boolean {
  return presence === "implicit" || presence === "repeated";
}

function access(name: string): string {
  return propertyName(name) === name ? `.${name}` : `[${quote(name)}]`;
}

/** Names of all properties. The fields of a oneof have one in common. */
function propertiesOf({ fields, oneofs }: EncodedMessage): string[] {
  return [...fields.filter(({ oneof }) => oneof === undefined), ...oneofs].map(({ name }) => name);
}
