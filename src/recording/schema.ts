// By which schema payloads were understood: a hash of each declared topic, so that whoever reads a recording later can tell which of them
// have changed since. Comments, and who publishes a topic, are none of its business.

import { createHash } from "node:crypto";
import type { DescField, DescMessage } from "@bufbuild/protobuf";
import { type DeclaredTopic, declaredTopics } from "../../gen/decnet/topics/v1/registry.ts";

/** A topic, by its declaration. */
export interface TopicSchema {
  readonly template: string;
  readonly payloadType: string;
  /** SHA-256. */
  readonly schemaHash: Uint8Array;
}

/** The registry that this library was built with. */
export function ownSchema(): readonly TopicSchema[] {
  return declaredTopics.map(topicSchema);
}

export function topicSchema({
  template,
  type,
  schema,
}: Pick<DeclaredTopic, "template" | "type" | "schema">): TopicSchema {
  const schemaHash = sha256([template, type, ...describe(schema)].join("\n"));
  return { template, payloadType: schema.typeName, schemaHash };
}

/** One hash for all of them, whatever their order. */
export function schemaHashOf(topics: readonly TopicSchema[]): Uint8Array {
  return sha256(
    topics
      .map(({ schemaHash }) => Buffer.from(schemaHash).toString("hex"))
      .toSorted()
      .join("\n"),
  );
}

/** How a schema differs from the one of a recording. */
export interface SchemaChanges {
  /** Templates of topics whose declaration is another one now. */
  readonly changed: readonly string[];
  /** Templates of topics that are not declared any more. */
  readonly gone: readonly string[];
}

/** What has become of the topics of a recording. */
export function schemaChanges(recorded: readonly TopicSchema[], now: readonly TopicSchema[]): SchemaChanges {
  const today = new Map(now.map((topic) => [topic.template, topic]));
  const templates = (wanted: (then: TopicSchema, today: TopicSchema | undefined) => boolean): string[] =>
    recorded.filter((then) => wanted(then, today.get(then.template))).map(({ template }) => template);
  return {
    changed: templates((then, is) => is !== undefined && Buffer.compare(then.schemaHash, is.schemaHash) !== 0),
    gone: templates((_then, is) => is === undefined),
  };
}

/** A line for the message and each of its fields, and the same for the messages in it, each once. */
function describe(schema: DescMessage, seen = new Set<string>()): string[] {
  if (seen.has(schema.typeName)) return [];
  seen.add(schema.typeName);
  const fields = schema.fields.toSorted((one, other) => one.number - other.number);
  const inner = fields.flatMap(({ message }) => (message === undefined ? [] : describe(message, seen)));
  return [`message ${schema.typeName}`, ...fields.map(describeField), ...inner];
}

function describeField(field: DescField): string {
  const { number, name, fieldKind, proto, message, enum: values } = field;
  const key = fieldKind === "map" ? field.mapKey : "";
  const of =
    message?.typeName ?? values?.values.map((value) => `${value.number}=${value.name}`).join(",") ?? proto.type;
  return [number, name, fieldKind, key, of, field.presence].join(" ");
}

function sha256(text: string): Uint8Array {
  return createHash("sha256").update(text).digest();
}
