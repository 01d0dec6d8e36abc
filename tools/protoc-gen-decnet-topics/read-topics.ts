// Descriptors in, topics out. Every rule of decnet/bus/v1/topic.proto is checked before anything is printed, here the
// ones about one message, in check-topics.ts those between messages. All faults are reported at once, each with the
// message's name.

import { posix } from "node:path";
import { getOption, hasOption, type DescFile, type DescMessage } from "@bufbuild/protobuf";
import { nestedTypes } from "@bufbuild/protobuf/reflect";
import { safeIdentifier } from "@bufbuild/protoplugin";
import { topic as topicOption, type TopicOptions } from "../../gen/decnet/bus/v1/topic_pb.ts";
import { tokenFault } from "../../src/topic/grammar.ts";
import { checkTopics } from "./check-topics.ts";
import { isSnakeCase, isUpperSnakeCase } from "./names.ts";
import { parseTemplate } from "./parse-template.ts";
import { readPayload } from "./read-payload.ts";
import type { Token, Topic } from "./topic-model.ts";

/**
 * The topics that `files` declare: by the file's name, then as they stand in the file, whatever the order of `files`.
 * @throws Error with one line for each broken rule.
 */
export function readTopics(files: Iterable<DescFile>): Topic[] {
  const topics: Topic[] = [];
  const faults: string[] = [];
  for (const message of messagesWithTopic(files)) {
    const options = getOption(message, topicOption);
    const tokens = parseTemplate(options.template);
    const found = faultsOf(message, options);
    if ("fault" in tokens) found.unshift(tokens.fault);
    else if (found.length === 0) topics.push(toTopic(message, options, tokens));
    faults.push(...found.map((fault) => `${message.typeName}: ${fault}`));
  }
  // The rules between messages would only repeat what is wrong with one of them.
  if (faults.length === 0) faults.push(...checkTopics(topics));
  if (faults.length > 0) throw new Error(`The topics cannot be generated.\n${faults.join("\n")}`);
  return topics;
}

/** The payloads: by file, then as they stand in it. */
export function messagesWithTopic(files: Iterable<DescFile>): DescMessage[] {
  return [...files]
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((file) => [...nestedTypes(file)])
    .filter((type) => type.kind === "message" && hasOption(type, topicOption)) as DescMessage[];
}

function faultsOf(message: DescMessage, options: TopicOptions): string[] {
  const faults: string[] = [];
  const { builder, selector, eventType, constant, emittedBy, reserved } = options;
  if (message.parent !== undefined)
    faults.push("it is declared inside another message. Move it out: payloads stand alone.");
  if (builder === "") faults.push(`builder is missing. Set it, for example "topology_status".`);
  else if (!isSnakeCase(builder))
    faults.push(`builder "${builder}" is not in snake case. Write it like "topology_status".`);
  if (selector !== "" && !isSnakeCase(selector)) {
    faults.push(`selector "${selector}" is not in snake case. Write it like "state".`);
  }
  const eventTypeFault = tokenFault(eventType) ?? (/[{}]/.test(eventType) ? "holds a brace" : undefined);
  if (eventType === "") faults.push(`event_type is missing. Set it, for example "status".`);
  else if (eventTypeFault !== undefined) faults.push(`event_type "${eventType}" ${eventTypeFault}. Use one word.`);
  if (constant === "") faults.push(`constant is missing. Set it, for example "TOPOLOGY_STATUS".`);
  else if (!isUpperSnakeCase(constant)) {
    faults.push(`constant "${constant}" is not in upper case. Write it like "TOPOLOGY_STATUS".`);
  }
  if (emittedBy === "" && !reserved) faults.push("emitted_by is missing. Say who publishes it, or set reserved: true.");
  if (emittedBy !== "" && reserved) {
    faults.push(`it is reserved, yet emitted_by is "${emittedBy}". Remove reserved when somebody publishes it.`);
  }
  return faults;
}

function toTopic(message: DescMessage, options: TopicOptions, tokens: readonly Token[]): Topic {
  return {
    template: options.template,
    tokens,
    name: tokens.filter((token) => typeof token === "string").join("."),
    builder: options.builder,
    selector: options.selector,
    eventType: options.eventType,
    constant: options.constant,
    emittedBy: options.emittedBy,
    reserved: options.reserved,
    folder: posix.dirname(message.file.name),
    module: `./${posix.basename(message.file.name)}_pb.ts`,
    typeName: safeIdentifier(message.name),
    payload: readPayload(message),
  };
}
