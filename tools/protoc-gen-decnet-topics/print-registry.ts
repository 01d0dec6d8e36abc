// Prints registry.ts: the declared topics at run time, for looking one up by topic, for listing them, and for their
// descriptors.

import { header, list, quote, stringProperty } from "./layout.ts";
import { camelCase, identifier } from "./names.ts";
import { printImports } from "./print-imports.ts";
import { placeholders, type Topic } from "./topic-model.ts";

const IDEA = `\
The declared topics as data. What follows from them (look-up by topic, default event type and payload type) is the
library's business, not this file's.`;

const DECLARED_TOPIC = `export interface DeclaredTopic {
  /** The template without its placeholders; unique. */
  readonly name: string;
  readonly template: string;
  /** The template's tokens; null is a placeholder, which stands for exactly one token. */
  readonly tokens: readonly (string | null)[];
  /** Names of the placeholders, in order, as in the builder and the topic map. */
  readonly params: readonly string[];
  /** Event type where the publisher says nothing else. */
  readonly type: string;
  /** Name of the constant that holds \`type\`. */
  readonly constant: string;
  /** Name of the function that builds the topic. */
  readonly builder: string;
  /** Who publishes it, for people; empty while it is reserved. */
  readonly emittedBy: string;
  /** Settled, but nobody publishes it yet. */
  readonly reserved: boolean;
  /** Describes the payload. */
  readonly schema: DescMessage;
  /**
   * Writes the payload's fields, as protobuf would. False: something unfit is written from the event's \`start\` on, and
   * whether the payload is one is for the careful way (src/registry/payload.ts) to say. Never throws.
   */
  readonly encode: (out: ByteWriter, payload: object) => boolean;
  /**
   * Reads the payload in \`bytes[start..end)\`, as protobuf would. Undefined: it is unusual, or none, and the careful way
   * (src/registry/payload.ts) decodes it or says what is wrong. Never throws. What it returns holds on to no bytes.
   */
  readonly decode: (bytes: Uint8Array, start: number, end: number) => Message | undefined;
  /** What the event means, for people. */
  readonly description: string;
}`;

/** @param bytesFolder Where the printed file imports the writer from. */
export function printRegistry(topics: readonly Topic[], bytesFolder: string): string {
  const imports = [
    `import type { DescMessage, Message } from "@bufbuild/protobuf";`,
    `import type { ByteWriter } from ${quote(`${bytesFolder}/byte-writer.ts`)};`,
    printImports("import", topics, (topic) => `${topic.typeName}Schema`),
    list("import { ", topics.map(decoderOf), ` } from "./decoders.ts";`),
    list("import { ", topics.map(encoderOf), ` } from "./encoders.ts";`),
  ].join("\n");
  const opening = "/** By file, then as declared in it. */\nexport const declaredTopics: readonly DeclaredTopic[] = [";
  const entries = [opening, ...topics.map(printTopic), "];"].join("\n");
  return [header(topics[0]?.folder ?? "", IDEA), imports, DECLARED_TOPIC, entries].join("\n\n");
}

function printTopic(topic: Topic): string {
  const tokens = topic.tokens.map((token) => (typeof token === "string" ? quote(token) : "null"));
  const params = placeholders(topic).map((name) => quote(camelCase(name)));
  return [
    "  {",
    stringProperty("    ", "name", topic.name),
    stringProperty("    ", "template", topic.template),
    list("    tokens: [", tokens, "],"),
    list("    params: [", params, "],"),
    stringProperty("    ", "type", topic.eventType),
    stringProperty("    ", "constant", topic.constant),
    stringProperty("    ", "builder", identifier(topic.builder)),
    stringProperty("    ", "emittedBy", topic.emittedBy),
    `    reserved: ${topic.reserved},`,
    `    schema: ${topic.typeName}Schema,`,
    `    encode: ${encoderOf(topic)},`,
    `    decode: ${decoderOf(topic)},`,
    stringProperty("    ", "description", topic.payload[0].description.replaceAll(/\s+/g, " ")),
    "  },",
  ].join("\n");
}

/** As print-encoders.ts calls it. */
function encoderOf({ payload: [{ name }] }: Topic): string {
  return `encode${name}`;
}

/** As print-decoders.ts calls it. */
function decoderOf({ payload: [{ name }] }: Topic): string {
  return `decode${name}`;
}
