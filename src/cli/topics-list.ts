// The registry for people and programs: `decnet bus topics` without the process around it. No bus is needed for that.

import { type DescField, ScalarType } from "@bufbuild/protobuf";
import { type DeclaredTopic, declaredTopics } from "../../gen/decnet/topics/v1/registry.ts";
import { wrap } from "./fit.ts";
import { jsonLine } from "./json-line.ts";
import type { Style } from "./style.ts";

interface PayloadField {
  readonly name: string;
  readonly type: string;
}

/** Those in which `words` stand, each somewhere: in the topic, its description, its fields, or who publishes it. */
export function findTopics(words: readonly string[]): readonly DeclaredTopic[] {
  const wanted = words.map((word) => word.toLowerCase());
  return declaredTopics.filter((declared) => {
    const text = searchable(declared);
    return wanted.every((word) => text.includes(word));
  });
}

function searchable(declared: DeclaredTopic): string {
  const { template, description, type, constant, emittedBy, schema } = declared;
  const fields = fieldsOf(declared).map(({ name, type: fieldType }) => `${name} ${fieldType}`);
  const parts = [template, description, type, constant, builderCall(declared), emittedBy, schema.typeName, ...fields];
  return [...parts, declared.reserved ? "reserved" : ""].join("\n").toLowerCase();
}

/** A paragraph for each topic. */
export function topicsLines(topics: readonly DeclaredTopic[], width: number, style: Style): string[] {
  return topics.flatMap((declared, index) => [...(index === 0 ? [] : [""]), ...paragraph(declared, width, style)]);
}

function paragraph(declared: DeclaredTopic, width: number, style: Style): string[] {
  const { template, type, constant, emittedBy, reserved, description, schema } = declared;
  const fields = fieldsOf(declared).map(({ name, type: fieldType }) => `${name}: ${fieldType}`);
  const row = (title: string, words: readonly string[]): string[] => {
    const [first = "", ...rest] = wrap(words, Math.min(width, WIDEST), INDENT);
    return [`  ${style("dim", title.padEnd(INDENT.length - 2))}${first.slice(INDENT.length)}`, ...rest];
  };
  return [
    style("bold", template),
    ...row("", description.split(/\s+/)),
    ...row("from", reserved ? ["reserved:", "nobody", "publishes", "it", "yet"] : emittedBy.split(" ")),
    ...row("type", [type, `(${constant})`]),
    ...row("builder", [builderCall(declared)]),
    ...row("payload", [schema.typeName]),
    ...fields.map((field) => `${INDENT}  ${field}`),
  ];
}

const INDENT = " ".repeat(11);
/** Longer lines are no easier to read. */
const WIDEST = 120;

export function topicJson(declared: DeclaredTopic): string {
  const { name, template, params, type, constant, builder, emittedBy, reserved, schema, description } = declared;
  return jsonLine({
    name,
    template,
    params,
    type,
    constant,
    builder,
    emittedBy,
    reserved,
    description,
    payload: { type: schema.typeName, fields: fieldsOf(declared) },
  });
}

/** As one calls it: `topologyMutation(topologyId, MUTATION_APPLIED)`. */
function builderCall({ builder, params, constant }: DeclaredTopic): string {
  const shared = declaredTopics.filter((other) => other.builder === builder).length > 1;
  return `${builder}(${[...params, ...(shared ? [constant] : [])].join(", ")})`;
}

function fieldsOf({ schema }: DeclaredTopic): PayloadField[] {
  return schema.fields.map((field) => ({ name: field.name, type: typeOf(field) }));
}

/** As in the proto. */
function typeOf(field: DescField): string {
  switch (field.fieldKind) {
    case "list":
      return `repeated ${valueType(field)}`;
    case "map":
      return `map<${scalarName(field.mapKey)}, ${valueType(field)}>`;
    default:
      return valueType(field);
  }
}

function valueType({ message, enum: enumeration, scalar }: Pick<DescField, "message" | "enum" | "scalar">): string {
  return message?.typeName ?? enumeration?.typeName ?? scalarName(scalar);
}

function scalarName(scalar: ScalarType | undefined): string {
  return scalar === undefined ? "" : ScalarType[scalar].toLowerCase();
}
