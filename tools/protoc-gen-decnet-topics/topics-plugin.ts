// protoc-gen-decnet-topics: from messages that declare a topic (decnet/bus/v1/topic.proto) to everything that has to
// know the topics. Reading and printing are apart: read-topics.ts turns descriptors into a plain model and refuses what
// breaks a rule; the printers turn the model into text and cannot fail.

import { createEcmaScriptPlugin, type Schema } from "@bufbuild/protoplugin";
import { groupBuilders } from "./group-builders.ts";
import { printBuilders } from "./print-builders.ts";
import { printDecoders } from "./print-decoders.ts";
import { printDocs } from "./print-docs.ts";
import { printEncoders } from "./print-encoders.ts";
import { printPython } from "./print-python.ts";
import { printRegistry } from "./print-registry.ts";
import { printTopicMap } from "./print-topic-map.ts";
import { readDecoders } from "./read-decoders.ts";
import { readEncoders } from "./read-encoders.ts";
import { messagesWithTopic, readTopics } from "./read-topics.ts";

const DEFAULT_TOKEN_MODULE = "../src/topic/token.ts";
const DEFAULT_BYTES_FOLDER = "../src/bytes";

const EMITS = ["typescript", "docs", "python"] as const;

interface Options {
  /** `emit=typescript` (default), `emit=docs` or `emit=python`. Each has its own folder, hence its own entry in buf.gen.yaml. */
  readonly emit: (typeof EMITS)[number];
  /** `token_module=…`: the module with `topicToken` and `topicChoice`, as seen from the `out` folder. */
  readonly tokenModule: string;
  /** `bytes_folder=…`: the folder with byte-writer.ts and field-reader.ts, as seen from the `out` folder. */
  readonly bytesFolder: string;
}

export const topicsPlugin = createEcmaScriptPlugin<Options>({
  name: "protoc-gen-decnet-topics",
  version: "v1",
  parseOptions,
  generateTs,
});

function parseOptions(given: { key: string; value: string }[]): Options {
  let emit: Options["emit"] = "typescript";
  let tokenModule = DEFAULT_TOKEN_MODULE;
  let bytesFolder = DEFAULT_BYTES_FOLDER;
  for (const { key, value } of given) {
    const known = EMITS.find((each) => key === "emit" && each === value);
    if (known !== undefined) emit = known;
    else if (key === "token_module" && value !== "") tokenModule = value;
    else if (key === "bytes_folder" && value !== "") bytesFolder = value;
    else
      throw new Error(
        "it takes emit=typescript, emit=docs, emit=python, token_module= and bytes_folder=<path as seen from out>",
      );
  }
  return { emit, tokenModule, bytesFolder };
}

function generateTs(schema: Schema<Options>): void {
  const topics = readTopics(schema.files);
  const folder = topics[0]?.folder;
  if (folder === undefined) {
    throw new Error("No message declares a topic. Give the payload messages the option (decnet.bus.v1.topic).");
  }
  const builders = groupBuilders(topics);
  const { emit, tokenModule, bytesFolder } = schema.options;
  if (emit === "docs") {
    schema.generateFile("topics.md").print(printDocs(topics, builders));
    return;
  }
  if (emit === "python") {
    for (const [path, text] of printPython(topics, builders)) schema.generateFile(path).print(text);
    return;
  }
  const up = folder === "." ? "./" : "../".repeat(folder.split("/").length);
  schema.generateFile(`${folder}/topics.ts`).print(printBuilders(builders, up + tokenModule));
  schema.generateFile(`${folder}/topic-map.ts`).print(printTopicMap(topics));
  schema.generateFile(`${folder}/registry.ts`).print(printRegistry(topics, up + bytesFolder));
  const payloads = messagesWithTopic(schema.files);
  schema.generateFile(`${folder}/encoders.ts`).print(printEncoders(readEncoders(payloads), folder, up + bytesFolder));
  schema.generateFile(`${folder}/decoders.ts`).print(printDecoders(readDecoders(payloads), folder, up + bytesFolder));
}
