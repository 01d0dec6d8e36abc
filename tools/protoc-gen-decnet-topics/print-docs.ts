// Prints docs/topics.md: the topics for people, all in one table, then each with its payload.

import type { Builder } from "./group-builders.ts";
import { generatedFrom } from "./layout.ts";
import { code, linkToHeading, table } from "./markdown.ts";
import { camelCase, identifier } from "./names.ts";
import { placeholders, type PayloadType, type Topic } from "./topic-model.ts";

const INTRODUCTION = `\
An event is published to a topic: tokens, separated by dots, from the general to the particular. Below are the topics
that DECNET knows, with what their events carry.

- A **family** is one row of the table: all topics that differ only in the tokens in braces.
  \`topology.{topology_id}.status\` is the family of \`topology.t1.status\`, \`topology.t2.status\` and so on.
- **Reserved** means that nobody publishes the family yet. Its name and its payload are settled, so that consumers can
  be written.
- A subscriber gives a **pattern**: \`*\` stands for exactly one token (\`topology.*.status\`), a last \`>\` for one or
  more (\`topology.>\` matches \`topology.t1.status\`, and not \`topology\`).
- A publisher calls the **builder** and never puts a topic together by hand: a builder refuses a value that is empty or
  holds \`.\`, \`*\`, \`>\`, white space or a control character. The **constant** is the event's type, and the builder's
  last argument where topics share a builder.
- Field names are those of the schema. TypeScript writes them in camel case: \`mutation_id\` is \`mutationId\`. Builders are
  shown as TypeScript has them; Python writes \`topology_mutation(topology_id, MUTATION_ENQUEUED)\`.

Adding a family is safe; renaming one breaks every subscriber. How to add one: [CONTRIBUTING.md](../CONTRIBUTING.md).`;

export function printDocs(topics: readonly Topic[], builders: readonly Builder[]): string {
  return [
    `<!-- ${generatedFrom(topics[0]?.folder ?? "")} -->`,
    "# Topics",
    INTRODUCTION,
    "## All topics",
    table(
      ["Topic", "Emitted by", "Payload", "Builder", "Constant"],
      topics.map((topic) => [
        linkToHeading(code(topic.template)),
        printPublisher(topic),
        code(`{${topic.payload[0].members.map(({ name }) => name).join(", ")}}`),
        code(printCall(topic, builders)),
        code(topic.constant),
      ]),
    ),
    ...topics.flatMap((topic) => printTopic(topic, builders)),
  ].join("\n\n");
}

function printTopic(topic: Topic, builders: readonly Builder[]): string[] {
  const [payload, ...parts] = topic.payload;
  const facts = [
    topic.reserved ? "Reserved: nobody publishes it yet." : `Emitted by: ${topic.emittedBy}`,
    `Builder: ${code(printCall(topic, builders))}`,
    `Event type: ${code(topic.eventType)} (${code(topic.constant)})`,
    `Payload: ${code(payload.fullName)}`,
  ];
  return [
    `## ${code(topic.template)}`,
    ...(payload.description === "" ? [] : [payload.description]),
    facts.map((fact) => `- ${fact}`).join("\n"),
    printMembers(payload),
    ...parts.flatMap((part) => [`${code(part.name)}: ${part.description}`.trimEnd(), printMembers(part)]),
  ];
}

function printMembers({ members }: PayloadType): string {
  if (members.length === 0) return "No fields.";
  const rows = members.map(({ name, type }, index) => [code(name), code(type), describeMember(members, index)]);
  return table(["Name", "Type", "Description"], rows);
}

/** In the schema one comment may stand above several fields; the later ones point back to the one that has it. */
function describeMember(members: PayloadType["members"], index: number): string {
  const own = members[index]?.description ?? "";
  const above = members.slice(0, index).findLast(({ description }) => description !== "");
  return own !== "" || above === undefined ? own : `See ${code(above.name)}.`;
}

function printPublisher(topic: Topic): string {
  return topic.reserved ? "_reserved_" : topic.emittedBy;
}

function printCall(topic: Topic, builders: readonly Builder[]): string {
  const params = placeholders(topic).map(camelCase);
  const shared = builders.some(({ name, selector }) => name === topic.builder && selector !== undefined);
  return `${identifier(topic.builder)}(${[...params, ...(shared ? [topic.constant] : [])].join(", ")})`;
}
