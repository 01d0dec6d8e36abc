import { create, createFileRegistry, type DescMessage } from "@bufbuild/protobuf";
import { FieldDescriptorProto_Label, FieldDescriptorProto_Type, FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { describe, expect, test } from "vitest";
import { ownSchema, schemaChanges, schemaHashOf, topicSchema } from "../../src/recording/schema.ts";

const { STRING, INT32, MESSAGE } = FieldDescriptorProto_Type;
const { OPTIONAL, REPEATED } = FieldDescriptorProto_Label;

interface Field {
  readonly name: string;
  readonly number: number;
  readonly type?: FieldDescriptorProto_Type;
  readonly label?: FieldDescriptorProto_Label;
  readonly typeName?: string;
}

/** The message `lab.Payload` with these fields, and `lab.Part` with those. */
function payload(fields: readonly Field[], part: readonly Field[] = []): DescMessage {
  const messageType = [
    { name: "Payload", field: fields.map((field) => ({ type: STRING, label: OPTIONAL, ...field })) },
    { name: "Part", field: part.map((field) => ({ type: STRING, label: OPTIONAL, ...field })) },
  ];
  const file = [{ name: "lab.proto", package: "lab", syntax: "proto3", messageType }];
  return createFileRegistry(create(FileDescriptorSetSchema, { file })).getMessage("lab.Payload")!;
}

const FIELDS: readonly Field[] = [
  { name: "state", number: 1 },
  { name: "reason", number: 2 },
];
const WITH_PART: readonly Field[] = [{ name: "part", number: 1, type: MESSAGE, typeName: ".lab.Part" }];
const topic = (schema: DescMessage, type = "state") => topicSchema({ template: "lab.{id}", type, schema });
const hash = (schema: DescMessage, type?: string): string =>
  Buffer.from(topic(schema, type).schemaHash).toString("hex");

describe("the hash of a topic", () => {
  test("is the same for the same declaration, in whatever order its fields stand", () => {
    expect(hash(payload(FIELDS.toReversed()))).toBe(hash(payload(FIELDS)));
  });

  test.each([
    ["a field is added", payload([...FIELDS, { name: "since", number: 3 }])],
    ["a field is removed", payload(FIELDS.slice(1))],
    ["a field is renamed", payload([{ name: "status", number: 1 }, FIELDS[1]!])],
    ["a field has another number", payload([FIELDS[0]!, { name: "reason", number: 7 }])],
    ["a field has another type", payload([{ name: "state", number: 1, type: INT32 }, FIELDS[1]!])],
    ["a field is repeated", payload([{ name: "state", number: 1, label: REPEATED }, FIELDS[1]!])],
  ])("is another one if %s", (_what, changed) => {
    expect(hash(changed)).not.toBe(hash(payload(FIELDS)));
  });

  test("is another one if a message in it has changed, or the event type", () => {
    const before = payload(WITH_PART, [{ name: "a", number: 1 }]);
    expect(hash(payload(WITH_PART, [{ name: "b", number: 1 }]))).not.toBe(hash(before));
    expect(hash(before, "other")).not.toBe(hash(before));
  });

  test("ends, for a message that holds itself", () => {
    const tree = payload([{ name: "child", number: 1, type: MESSAGE, typeName: ".lab.Payload" }]);
    expect(hash(tree)).toBe(hash(tree));
  });
});

describe("a recording's schema beside today's", () => {
  test("is the same, whatever the order", () => {
    expect(schemaChanges(ownSchema(), ownSchema())).toEqual({ changed: [], gone: [] });
    expect(schemaHashOf(ownSchema())).toEqual(schemaHashOf(ownSchema().toReversed()));
  });

  test("names what has changed and what is gone, and not what is new", () => {
    const then = [topic(payload(FIELDS)), { ...topic(payload(FIELDS)), template: "lab.gone" }];
    const now = [topic(payload(FIELDS.slice(1))), { ...topic(payload(FIELDS)), template: "lab.new" }];
    expect(schemaChanges(then, now)).toEqual({ changed: ["lab.{id}"], gone: ["lab.gone"] });
    expect(schemaHashOf(then)).not.toEqual(schemaHashOf(now));
  });
});
