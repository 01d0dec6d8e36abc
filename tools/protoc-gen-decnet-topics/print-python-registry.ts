// Prints topic_registry.py: the declared topics at run time.

import { posix } from "node:path";
import { pythonHeader, pythonName, pythonTuple, quotePython } from "./python-layout.ts";
import { placeholders, type Topic } from "./topic-model.ts";

const IDEA = `\
The declared topics as data.

What follows from them (look-up by topic, default event type and payload type) is the library's business, not this
file's.`;

export function printPythonRegistry(topics: readonly Topic[]): string {
  const modules = [...new Set(topics.map(moduleOf))].toSorted();
  const imports = [
    "from typing import Final",
    "",
    "from .._registry.declared import DeclaredTopic",
    `from .${(topics[0]?.folder ?? "").replaceAll("/", ".").replace(/^\.$/, "")} import ${modules.join(", ")}`,
  ].join("\n");
  const entries = ["DECLARED_TOPICS: Final = (", ...topics.map(printTopic), ")"].join("\n");
  return [pythonHeader(topics[0]?.folder ?? "", IDEA), imports, entries].join("\n\n");
}

function printTopic(topic: Topic): string {
  const tokens = topic.tokens.map((token) => (typeof token === "string" ? quotePython(token) : "None"));
  const params = placeholders(topic).map(quotePython);
  const [payload] = topic.payload;
  const lines = [
    `name=${quotePython(topic.name)}`,
    `template=${quotePython(topic.template)}`,
    `tokens=${pythonTuple(tokens)}`,
    `params=${pythonTuple(params)}`,
    `event_type=${quotePython(topic.eventType)}`,
    `constant=${quotePython(topic.constant)}`,
    `builder=${quotePython(pythonName(topic.builder))}`,
    `emitted_by=${quotePython(topic.emittedBy)}`,
    `reserved=${topic.reserved ? "True" : "False"}`,
    `message=${moduleOf(topic)}.${payload.name}`,
    `description=${quotePython(payload.description.replaceAll(/\s+/g, " "))}`,
  ];
  return ["    DeclaredTopic(", ...lines.map((line) => `        ${line},`), "    ),"].join("\n");
}

/** What protoc makes of the proto file. */
function moduleOf({ module }: Topic): string {
  return posix.basename(module).replace(/_pb\.ts$/, "_pb2");
}
