// The rules between topics: no topic belongs to two of them, and no two of them need the same name in the generated
// code. Each function returns its faults as sentences that name the messages and say what to do.

import { differingIndexes, sharedBuilders } from "./group-builders.ts";
import { camelCase, pascalCase } from "./names.ts";
import { placeholders, type Topic } from "./topic-model.ts";

/** What is wrong among `topics`, each of which is fine by itself. */
export function checkTopics(topics: readonly Topic[]): string[] {
  const overlaps = checkPairs(topics, checkOverlap);
  // Equal templates have equal names too; once is enough.
  const names = overlaps.length > 0 ? [] : checkPairs(topics, checkName);
  const shared = sharedBuilders(topics);
  return [
    ...checkPairs(topics, checkFolder),
    ...overlaps,
    ...names,
    ...checkPairs(topics, checkConstant),
    ...checkPairs(
      shared.map(([first]) => first),
      checkIdentifiers,
    ),
    ...topics.flatMap(checkParameters),
    ...shared.flatMap(checkBuilder),
  ];
}

type Pair = (earlier: Topic, later: Topic) => string | undefined;

function checkPairs(topics: readonly Topic[], check: Pair): string[] {
  return topics.flatMap((later, index) =>
    topics
      .slice(0, index)
      .map((earlier) => check(earlier, later))
      .filter((fault) => fault !== undefined),
  );
}

function checkFolder(earlier: Topic, later: Topic): string | undefined {
  if (earlier.folder === later.folder) return undefined;
  const what = `it is declared in ${later.folder}, ${messageOf(earlier)} in ${earlier.folder}`;
  return faultOf(later, what, "Move one: all topics share one folder.");
}

function checkOverlap(earlier: Topic, later: Topic): string | undefined {
  if (earlier.tokens.length !== later.tokens.length) return undefined;
  const common: string[] = [];
  for (const [index, token] of later.tokens.entries()) {
    const other = earlier.tokens[index]!;
    if (typeof token === "string" && typeof other === "string" && token !== other) return undefined;
    common.push([token, other].find((one) => typeof one === "string") ?? "x");
  }
  const what = `${templatesOf(earlier, later)} can both match "${common.join(".")}"`;
  return faultOf(later, what, "Change a literal in one of them.");
}

function checkName(earlier: Topic, later: Topic): string | undefined {
  if (earlier.name !== later.name) return undefined;
  const what = `${templatesOf(earlier, later)} have the same name without their placeholders, "${later.name}"`;
  return faultOf(later, what, "Change a literal in one of them.");
}

function checkConstant(earlier: Topic, later: Topic): string | undefined {
  if (earlier.constant !== later.constant) return undefined;
  return faultOf(later, `constant "${later.constant}" is taken by ${messageOf(earlier)}`, "Choose another name.");
}

/** `traffic_1` and `traffic1` are two names in the proto and one in TypeScript. */
function checkIdentifiers(earlier: Topic, later: Topic): string | undefined {
  const common = declaredNames(later).find((name) => declaredNames(earlier).includes(name));
  if (common === undefined) return undefined;
  const builders = `builder "${later.builder}" and "${earlier.builder}" of ${messageOf(earlier)}`;
  return faultOf(later, `${builders} both need the name ${common} in TypeScript`, "Rename one of them.");
}

function declaredNames({ builder, selector }: Topic): string[] {
  const choice = pascalCase(builder) + pascalCase(selector);
  return selector === "" ? [camelCase(builder)] : [camelCase(builder), choice, camelCase(`${builder}_${selector}s`)];
}

function checkParameters(topic: Topic): string[] {
  const names = [...placeholders(topic), ...(topic.selector === "" ? [] : [topic.selector])].map(camelCase);
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice === undefined) return [];
  const what = `two parameters of builder "${topic.builder}" are called ${twice}`;
  return [faultOf(topic, what, "Rename a placeholder or the selector.")];
}

function checkBuilder(topics: readonly [Topic, ...Topic[]]): string[] {
  const [first] = topics;
  if (topics.length > 1) return checkSharedBuilder(topics);
  if (first.selector === "") return [];
  const what = `selector "${first.selector}" chooses nothing, since builder "${first.builder}" has this topic only`;
  return [faultOf(first, what, "Remove the selector.")];
}

function checkSharedBuilder(topics: readonly [Topic, ...Topic[]]): string[] {
  const [{ builder, selector }] = topics;
  const who = `${topics.map(messageOf).join(", ")}: they share builder "${builder}"`;
  if (topics.some((topic) => topic.selector === "" || topic.selector !== selector)) {
    return [`${who}, but not one selector. Set the same selector on all of them, or give each its own builder.`];
  }
  const [index, ...more] = differingIndexes(topics);
  if (index === undefined || more.length > 0 || topics.some(({ tokens }) => typeof tokens[index] !== "string")) {
    const rule = "so their templates must differ in one literal token and in nothing else";
    return [`${who}, ${rule}. Change the templates, or give each its own builder.`];
  }
  return topics.flatMap((topic) => checkChosenToken(topic, index));
}

function checkChosenToken(topic: Topic, index: number): string[] {
  const token = topic.template.split(".")[index];
  if (topic.eventType === token) return [];
  const what = `event_type is "${topic.eventType}", but selector "${topic.selector}" chooses the token "${token}"`;
  return [faultOf(topic, what, "Make them the same.")];
}

function faultOf(topic: Topic, what: string, whatToDo: string): string {
  return `${messageOf(topic)}: ${what}. ${whatToDo}`;
}

function templatesOf(earlier: Topic, later: Topic): string {
  return `template "${later.template}" and "${earlier.template}" of ${messageOf(earlier)}`;
}

function messageOf(topic: Topic): string {
  return topic.payload[0].fullName;
}
