// Prints topic_builders.py: the functions that build topics, and the constants of the event types.

import type { Builder } from "./group-builders.ts";
import { pascalCase } from "./names.ts";
import { docstring, pythonHeader, pythonList, pythonName, quotePython } from "./python-layout.ts";
import { placeholders, type Topic } from "./topic-model.ts";

const IDEA = `\
The topics of DECNET as functions, and their event types as constants.

A topic is never put together by hand: a builder refuses a value that is no single token, so that a bogus id cannot
change the hierarchy.`;

type Selector = NonNullable<Builder["selector"]>;

export function printPythonBuilders(builders: readonly Builder[]): string {
  const topics = builders.flatMap((builder) => builder.topics);
  const names = [...topics.map(({ constant }) => constant), ...builders.map(({ name }) => pythonName(name))];
  const exported = pythonList("__all__ = [", names.map(quotePython), "]");
  return [
    [pythonHeader(topics[0]?.folder ?? "", IDEA), printImports(builders), exported].join("\n\n"),
    topics.map(printConstant).join("\n\n"),
    ...builders.map(printBuilder),
  ].join("\n\n\n");
}

function printImports(builders: readonly Builder[]): string {
  const shared = builders.some(({ selector }) => selector !== undefined);
  const checks = [
    ...(shared ? ["topic_choice"] : []),
    ...(builders.some(({ params }) => params.length > 0) ? ["topic_token"] : []),
  ];
  return [
    `from typing import Final${shared ? ", Literal" : ""}`,
    ...(checks.length === 0 ? [] : ["", `from .._topic.token import ${checks.join(", ")}`]),
  ].join("\n");
}

function printConstant({ constant, eventType, template }: Topic): string {
  return `${constant}: Final = ${quotePython(eventType)}\n${docstring(`Event type of \`${template}\`.`)}`;
}

function printBuilder(builder: Builder): string {
  const { name, params, selector, topics } = builder;
  const declared = params.map((param) => `${pythonName(param)}: str`);
  const body = [docstring(describe(builder), "    ")];
  if (selector === undefined) {
    body.push(`    return ${printValue(topics[0], undefined)}`);
    return [pythonList(`def ${pythonName(name)}(`, declared, ") -> str:"), ...body].join("\n");
  }
  const type = choiceType(name, selector);
  const parameter = pythonName(selector.name);
  const constants = pythonList(
    `    allowed = (`,
    topics.map(({ constant }) => constant),
    ")",
  );
  body.push(constants, `    topic_choice(${quotePython(selector.name)}, ${parameter}, allowed)`);
  body.push(`    return ${printValue(topics[0], selector)}`);
  const choices = topics.map(({ eventType }) => quotePython(eventType));
  return [
    pythonList(`${type} = Literal[`, choices, "]"),
    docstring(`What \`${parameter}\` of \`${pythonName(name)}\` may be.`),
    "",
    "",
    pythonList(`def ${pythonName(name)}(`, [...declared, `${parameter}: ${type}`], ") -> str:"),
    ...body,
  ].join("\n");
}

/** `TopologyMutationState`. */
function choiceType(builder: string, selector: Selector): string {
  return pascalCase(builder) + pascalCase(selector.name);
}

/** The expression that makes the topic, in which every value passes the check. */
function printValue(topic: Topic, chosen: Selector | undefined): string {
  if (chosen === undefined && placeholders(topic).length === 0) return quotePython(topic.template);
  const parts = topic.tokens.map((token, index) => {
    if (index === chosen?.index) return `{${pythonName(chosen.name)}}`;
    if (typeof token === "string") return quotePython(token).slice(1, -1);
    return `{topic_token('${token.placeholder}', ${pythonName(token.placeholder)})}`;
  });
  return `f"${parts.join(".")}"`;
}

function describe(builder: Builder): string {
  const { params, selector, topics } = builder;
  const [first] = topics;
  const bad = params.map((param) => `\`${pythonName(param)}\` cannot be one token`);
  if (selector === undefined) {
    const paragraphs = [
      first.payload[0].description,
      `Topic \`${first.template}\`, payload \`${first.payload[0].name}\`. ${describePublisher(first)}`,
      bad.length === 0 ? "" : `Raises BusError INVALID_TOPIC if ${bad.join(" or ")}.`,
    ];
    return paragraphs.filter((paragraph) => paragraph !== "").join("\n\n");
  }
  const template = first.template.split(".").with(selector.index, `{${selector.name}}`).join(".");
  const states = topics.map((topic) => {
    const description = topic.payload[0].description.replaceAll(/\s+/g, " ");
    const sentences = [description, describePublisher(topic)].filter((sentence) => sentence !== "").join(" ");
    return `- \`${topic.eventType}\`, payload \`${topic.payload[0].name}\`: ${sentences}`;
  });
  const rule = [...bad, `\`${pythonName(selector.name)}\` is none of these`].join(", or ");
  return [`Topic \`${template}\`.`, states.join("\n"), `Raises BusError INVALID_TOPIC if ${rule}.`].join("\n\n");
}

function describePublisher(topic: Topic): string {
  return topic.reserved ? "Reserved: nobody publishes it yet." : `Published by: ${topic.emittedBy}.`;
}
