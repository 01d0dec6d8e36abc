// Prints topic-map.ts: what the compiler knows about each topic. Types only, so that it costs nothing at run time.

import { docComment, header, inTemplate, list, propertyName, quote } from "./layout.ts";
import { camelCase } from "./names.ts";
import { printImports } from "./print-imports.ts";
import { placeholders, type Token, type Topic } from "./topic-model.ts";

const IDEA = `\
A row for each declared topic, by its template: from these the types of publishing and subscribing follow. \`name\`
tells events apart, \`topic\` is what builders return, \`tokens\` is what patterns are compared with.`;

export function printTopicMap(topics: readonly Topic[]): string {
  return [
    header(topics[0]?.folder ?? "", IDEA),
    printImports("import type", topics, (topic) => topic.typeName),
    `export interface TopicMap {\n${topics.map(printRow).join("\n")}\n}`,
  ].join("\n\n");
}

function printRow(topic: Topic): string {
  return [
    docComment(topic.payload[0].description || topic.name, "  "),
    `  ${propertyName(topic.template)}: {`,
    `    name: ${quote(topic.name)};`,
    `    topic: ${printTopic(topic)};`,
    list("    tokens: [", topic.tokens.map(printToken), "];"),
    printParams(topic),
    `    type: ${quote(topic.eventType)};`,
    `    message: ${topic.typeName};`,
    "  };",
  ].join("\n");
}

function printTopic(topic: Topic): string {
  if (placeholders(topic).length === 0) return quote(topic.template);
  const parts = topic.tokens.map((token) => (typeof token === "string" ? inTemplate(token) : "${string}"));
  return `\`${parts.join(".")}\``;
}

function printToken(token: Token): string {
  return typeof token === "string" ? quote(token) : "string";
}

function printParams(topic: Topic): string {
  const params = placeholders(topic).map((name) => `readonly ${camelCase(name)}: string`);
  return params.length === 0 ? "    params: Record<never, never>;" : list("    params: { ", params, " };", ";");
}
