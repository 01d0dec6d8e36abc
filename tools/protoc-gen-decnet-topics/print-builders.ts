// Prints topics.ts: the functions that build topics, and the constants of the event types.

import type { Builder } from "./group-builders.ts";
import { docComment, header, inTemplate, list, quote, union } from "./layout.ts";
import { camelCase, identifier, pascalCase } from "./names.ts";
import { placeholders, type Topic } from "./topic-model.ts";

const IDEA = `\
The topics of DECNET as functions, and their event types as constants. A topic is never put together by hand: a builder
refuses a value that is no single token, so that a bogus id cannot change the hierarchy.`;

/** @param tokenModule Where the printed file imports `topicToken` and `topicChoice` from. */
export function printBuilders(builders: readonly Builder[], tokenModule: string): string {
  return [
    header(builders[0]?.topics[0].folder ?? "", IDEA),
    ...printImport(builders, tokenModule),
    ...builders.flatMap(({ topics }) => topics.map(printConstant)),
    ...builders.flatMap(printBuilder),
  ].join("\n\n");
}

function printImport(builders: readonly Builder[], tokenModule: string): string[] {
  const helpers: string[] = [];
  if (builders.some(({ selector }) => selector !== undefined)) helpers.push("topicChoice");
  if (builders.some(({ params }) => params.length > 0)) helpers.push("topicToken");
  return helpers.length === 0 ? [] : [`import { ${helpers.join(", ")} } from ${quote(tokenModule)};`];
}

function printConstant({ constant, eventType, template }: Topic): string {
  return `${docComment(`Event type of \`${template}\`.`)}\nexport const ${constant} = ${quote(eventType)};`;
}

function printBuilder(builder: Builder): string[] {
  return builder.selector === undefined
    ? [printPlainBuilder(builder)]
    : printChoosingBuilder(builder, builder.selector);
}

function printPlainBuilder({ name, params, topics: [topic] }: Builder): string {
  const declared = params.map((param) => `${identifier(param)}: string`);
  return [
    docComment(describePlain(topic)),
    list(`export function ${identifier(name)}(`, declared, `): ${printType(topic)} {`),
    `  return ${printValue(topic)};`,
    "}",
  ].join("\n");
}

function printChoosingBuilder(builder: Builder, selector: NonNullable<Builder["selector"]>): string[] {
  const { name, params, topics } = builder;
  const parameter = identifier(selector.name);
  const generic = pascalCase(selector.name);
  const type = pascalCase(name) + generic;
  const allowed = camelCase(`${name}_${selector.name}s`);
  const declared = [...params.map((param) => `${identifier(param)}: string`), `${parameter}: ${generic}`];
  const [topic] = topics;
  const signature = `export function ${identifier(name)}<const ${generic} extends ${type}>(`;
  return [
    [
      docComment(`What \`${parameter}\` of \`${identifier(name)}\` may be.`),
      union(
        `export type ${type} =`,
        topics.map(({ eventType }) => quote(eventType)),
      ),
    ].join("\n"),
    list(
      `const ${allowed}: readonly ${type}[] = [`,
      topics.map(({ constant }) => constant),
      "];",
    ),
    [
      docComment(describeChoosing(builder, selector)),
      list(signature, declared, `): ${printType(topic, { ...selector, type: generic })} {`),
      `  topicChoice(${quote(camelCase(selector.name))}, ${parameter}, ${allowed});`,
      `  return ${printValue(topic, { ...selector, variable: parameter })};`,
      "}",
    ].join("\n"),
  ];
}

/** The type of the topic: `topology.${string}.status`. */
function printType(topic: Topic, chosen?: { index: number; type: string }): string {
  const parts = topic.tokens.map((token, index) => {
    if (index === chosen?.index) return `\${${chosen.type}}`;
    return typeof token === "string" ? inTemplate(token) : "${string}";
  });
  return printTemplate(topic, parts, chosen);
}

/** The expression that makes the topic, in which every value passes the check. */
function printValue(topic: Topic, chosen?: { index: number; variable: string }): string {
  const parts = topic.tokens.map((token, index) => {
    if (index === chosen?.index) return `\${${chosen.variable}}`;
    if (typeof token === "string") return inTemplate(token);
    return `\${topicToken(${quote(camelCase(token.placeholder))}, ${identifier(token.placeholder)})}`;
  });
  return printTemplate(topic, parts, chosen);
}

function printTemplate(topic: Topic, parts: readonly string[], chosen: object | undefined): string {
  const constant = chosen === undefined && placeholders(topic).length === 0;
  return constant ? quote(topic.template) : `\`${parts.join(".")}\``;
}

function describePlain(topic: Topic): string {
  const throws = placeholders(topic).map((name) => `\`${camelCase(name)}\``);
  return [
    topic.payload[0].description,
    `Topic \`${topic.template}\`, payload \`${topic.typeName}\`. ${describePublisher(topic)}`,
    throws.length === 0 ? "" : `@throws BusError INVALID_TOPIC if ${throws.join(" or ")} cannot be one token.`,
  ]
    .filter((paragraph) => paragraph !== "")
    .join("\n\n");
}

function describeChoosing(builder: Builder, { name, index }: { name: string; index: number }): string {
  const [first] = builder.topics;
  const template = first.template.split(".").with(index, `{${name}}`).join(".");
  const states = builder.topics.map((topic) => {
    const description = topic.payload[0].description.replaceAll(/\s+/g, " ");
    const sentences = [description, describePublisher(topic)].filter((sentence) => sentence !== "").join(" ");
    return `- \`${topic.eventType}\`, payload \`${topic.typeName}\`: ${sentences}`;
  });
  const throws = builder.params.map((param) => `\`${camelCase(param)}\` cannot be one token, or `).join("");
  const rule = `@throws BusError INVALID_TOPIC if ${throws}\`${camelCase(name)}\` is none of these.`;
  return [`Topic \`${template}\`.`, states.join("\n"), rule].join("\n\n");
}

function describePublisher(topic: Topic): string {
  return topic.reserved ? "Reserved: nobody publishes it yet." : `Published by: ${topic.emittedBy}.`;
}
