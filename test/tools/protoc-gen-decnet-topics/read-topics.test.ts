// Every rule of decnet/bus/v1/topic.proto has a case here that breaks it, and nothing else.

import { describe, expect, test } from "vitest";
import { readTopics } from "../../../tools/protoc-gen-decnet-topics/read-topics.ts";
import { compile } from "./compile.ts";
import { declare, declareShared } from "./declare.ts";

interface Case {
  readonly title: string;
  readonly proto: string;
  /** One for each line of the error. */
  readonly faults: readonly string[];
}

const ONE_MESSAGE: readonly Case[] = [
  {
    title: "no template",
    proto: declare("Status", { template: "" }),
    faults: [`Status: template is missing. Set it, for example "topology.{topology_id}.status".`],
  },
  {
    title: "an empty token",
    proto: declare("Status", { template: "topology..status" }),
    faults: ["has a token that is empty"],
  },
  {
    title: "a wildcard in a literal",
    proto: declare("Status", { template: "a.b*" }),
    faults: ["a token that holds “*”"],
  },
  { title: "a tail in a literal", proto: declare("Status", { template: "a.>" }), faults: ["a token that holds “>”"] },
  { title: "white space in a literal", proto: declare("Status", { template: "a.b c" }), faults: ["holds white space"] },
  {
    title: "a control character in a literal",
    proto: declare("Status", { template: "a.b\u0007" }).replace("\\u0007", "\\007"),
    faults: ["holds the control character U+0007"],
  },
  {
    title: "a placeholder that is a part of a token",
    proto: declare("Status", { template: "topology.t{id}" }),
    faults: [`has the token "t{id}". A placeholder is a whole token, in snake case: {topology_id}.`],
  },
  {
    title: "a placeholder in camel case",
    proto: declare("Status", { template: "a.{topologyId}" }),
    faults: ["{topologyId}"],
  },
  { title: "a placeholder without a name", proto: declare("Status", { template: "a.{}" }), faults: [`the token "{}"`] },
  { title: "one placeholder twice", proto: declare("Status", { template: "a.{id}.{id}" }), faults: ["has {id} twice"] },
  { title: "no literal at all", proto: declare("Status", { template: "{id}" }), faults: ["Begin it with a literal"] },
  {
    title: "a template that fills a topic",
    proto: declare("Status", { template: `a.${"b".repeat(252)}.{id}` }),
    faults: ["makes topics of more than 255 bytes"],
  },
  { title: "no builder", proto: declare("Status", { builder: "" }), faults: ["Status: builder is missing"] },
  {
    title: "a builder in camel case",
    proto: declare("Status", { builder: "topologyStatus" }),
    faults: [`builder "topologyStatus" is not in snake case`],
  },
  {
    title: "a selector in upper case",
    proto: declare("Status", { selector: "State" }),
    faults: [`selector "State" is not`],
  },
  { title: "no event type", proto: declare("Status", { event_type: "" }), faults: ["Status: event_type is missing"] },
  {
    title: "an event type of two words",
    proto: declare("Status", { event_type: "a b" }),
    faults: [`event_type "a b" holds`],
  },
  { title: "an event type in braces", proto: declare("Status", { event_type: "{a}" }), faults: ["holds a brace"] },
  { title: "no constant", proto: declare("Status", { constant: "" }), faults: ["Status: constant is missing"] },
  {
    title: "a constant in lower case",
    proto: declare("Status", { constant: "status" }),
    faults: [`constant "status" is not`],
  },
  {
    title: "neither a publisher nor reserved",
    proto: declare("Status", { emitted_by: "" }),
    faults: ["Status: emitted_by is missing. Say who publishes it, or set reserved: true."],
  },
  {
    title: "a publisher of a reserved topic",
    proto: declare("Status", { reserved: true }),
    faults: [`Status: it is reserved, yet emitted_by is "Mutator"`],
  },
  {
    title: "a payload inside another message",
    proto: `message Outer { ${declare("Status")} }`,
    faults: ["Outer.Status: it is declared inside another message"],
  },
  {
    title: "several faults, which are reported at once",
    proto: declare("A", { template: "", constant: "" }) + declare("B", { builder: "" }),
    faults: ["A: template is missing", "A: constant is missing", "B: builder is missing"],
  },
];

const BETWEEN_MESSAGES: readonly Case[] = [
  {
    title: "two templates that can match one topic",
    proto:
      declare("A", { template: "a.{x}.c.{y}" }) +
      declare("B", { template: "a.b.{x}.{z}", builder: "b", constant: "B" }),
    faults: [`B: template "a.b.{x}.{z}" and "a.{x}.c.{y}" of A can both match "a.b.c.x". Change a literal`],
  },
  {
    title: "one template twice",
    proto: declare("A") + declare("B", { builder: "b", constant: "B" }),
    faults: [`B: template "topology.{topology_id}.status" and "topology.{topology_id}.status" of A can both match`],
  },
  {
    title: "one name with and without a placeholder",
    proto: declare("A", { template: "a.{x}.b" }) + declare("B", { template: "a.b", builder: "b", constant: "B" }),
    faults: [`B: template "a.b" and "a.{x}.b" of A have the same name without their placeholders, "a.b"`],
  },
  {
    title: "one constant twice",
    proto: declare("A") + declare("B", { template: "b", builder: "b" }),
    faults: [`B: constant "TOPOLOGY_STATUS" is taken by A. Choose another name.`],
  },
  {
    title: "two builders with one name in TypeScript",
    proto:
      declare("A", { template: "a", builder: "a_1", constant: "A" }) +
      declare("B", { template: "b", builder: "a1", constant: "B" }),
    faults: [`B: builder "a1" and "a_1" of A both need the name a1 in TypeScript`],
  },
  {
    title: "two parameters with one name in TypeScript",
    proto: declare("A", { template: "a.{b_1}.{b1}" }),
    faults: [`A: two parameters of builder "topology_status" are called b1`],
  },
  {
    title: "a selector called like a placeholder",
    proto: declareShared("A", "a", { selector: "topology_id" }) + declareShared("B", "b", { selector: "topology_id" }),
    faults: ["A: two parameters of", "B: two parameters of"],
  },
  {
    title: "a selector where the builder has one topic",
    proto: declareShared("A", "a"),
    faults: [`A: selector "state" chooses nothing, since builder "topology_mutation" has this topic only`],
  },
  {
    title: "a shared builder without a selector",
    proto: declareShared("A", "a", { selector: "" }) + declareShared("B", "b", { selector: "" }),
    faults: [`A, B: they share builder "topology_mutation", but not one selector`],
  },
  {
    title: "a shared builder with two selectors",
    proto: declareShared("A", "a") + declareShared("B", "b", { selector: "phase" }),
    faults: [`A, B: they share builder "topology_mutation", but not one selector`],
  },
  {
    title: "a shared builder whose templates differ in two tokens",
    proto: declareShared("A", "a") + declareShared("B", "b", { template: "decky.{topology_id}.mutation.b" }),
    faults: ['A, B: they share builder "topology_mutation", so their templates must differ in one literal token'],
  },
  {
    title: "a shared builder whose templates differ in length",
    proto: declareShared("A", "a") + declareShared("B", "b", { template: "topology.{topology_id}.mutation.b.c" }),
    faults: ["A, B: they share builder"],
  },
  {
    title: "a shared builder whose placeholders differ",
    proto: declareShared("A", "a") + declareShared("B", "b", { template: "topology.{id}.mutation.b" }),
    faults: ["A, B: they share builder"],
  },
  {
    title: "an event type that is not the chosen token",
    proto: declareShared("A", "a") + declareShared("B", "b", { event_type: "c" }),
    faults: [`B: event_type is "c", but selector "state" chooses the token "b". Make them the same.`],
  },
];

const CASES = [...ONE_MESSAGE, ...BETWEEN_MESSAGES].map((planted, index) => ({ ...planted, folder: `case${index}` }));

const compiled = await compile({
  ...Object.fromEntries(CASES.map(({ folder, proto }) => [`${folder}/a.proto`, proto])),
  "fine/b.proto": `${declareShared("A", "a")} ${declareShared("B", "b")} message Part {}`,
  "fine/a.proto": `
    // The topology went into
    // another state.
    ${declare("Status")}`,
  "far/away/c.proto": declare("C", { template: "c", builder: "c", constant: "C" }),
});

describe("readTopics refuses", () => {
  test.for(CASES)("$title", ({ folder, faults }) => {
    const lines = errorOf(folder).split("\n");
    expect(lines[0]).toBe("The topics cannot be generated.");
    // The package is the case's; names are compared without it.
    const found = lines.slice(1).map((line) => line.replaceAll(`${folder}.`, ""));
    expect(found).toHaveLength(faults.length);
    for (const [index, fault] of faults.entries()) expect(found[index]).toContain(fault);
  });

  test("topics in two folders", () => {
    const files = [...(compiled.get("fine") ?? []), ...(compiled.get("far/away") ?? [])];
    expect(() => readTopics(files)).toThrow("fine.Status: it is declared in fine, far.away.C in far/away. Move one");
  });
});

describe("readTopics", () => {
  test("reads files by name and topics as they stand, whatever the order of the files", () => {
    const files = compiled.get("fine") ?? [];
    const names = ["topology.status", "topology.mutation.a", "topology.mutation.b"];
    expect(readTopics(files).map(({ name }) => name)).toEqual(names);
    expect(readTopics(files.toReversed()).map(({ name }) => name)).toEqual(names);
  });

  test("takes the message's comment, its folder and its module", () => {
    const [topic] = readTopics(compiled.get("fine") ?? []);
    expect(topic?.payload[0].description).toBe("The topology went into\nanother state.");
    expect(topic).toMatchObject({ folder: "fine", module: "./a_pb.ts", typeName: "Status" });
    expect(topic?.tokens).toEqual(["topology", { placeholder: "topology_id" }, "status"]);
  });

  test("finds nothing where no message declares a topic", () => {
    expect(readTopics(compiled.get("google/protobuf") ?? [])).toEqual([]);
  });
});

function errorOf(folder: string): string {
  try {
    readTopics(compiled.get(folder) ?? []);
  } catch (error) {
    return (error as Error).message;
  }
  return "no error";
}
