// What does not fit a message. The declared payloads have no lists, maps and oneofs yet; the bus's own frames have.

import { runInNewContext } from "node:vm";
import {
  create,
  createFileRegistry,
  type DescMessage,
  fromBinary,
  type MessageInitShape,
  toBinary,
} from "@bufbuild/protobuf";
import {
  FieldDescriptorProto_Label,
  FieldDescriptorProto_Type,
  file_google_protobuf_wrappers,
  FileDescriptorProtoSchema,
  StructSchema,
} from "@bufbuild/protobuf/wkt";
import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import {
  DroppedSchema,
  EventSchema,
  FrameSchema,
  HelloSchema,
  ResultSchema,
} from "../../gen/decnet/bus/v1/frame_pb.ts";
import { AttackerObservedSchema } from "../../gen/decnet/topics/v1/attacker_pb.ts";
import { declaredTopics } from "../../gen/decnet/topics/v1/registry.ts";
import { SystemBusHealthSchema } from "../../gen/decnet/topics/v1/system_pb.ts";
import { TopologyMutationEnqueuedSchema, TopologyStatusSchema } from "../../gen/decnet/topics/v1/topology_pb.ts";
import { payloadFault } from "../../src/registry/payload-fault.ts";
import { payloadOf } from "../support/payload-arbitrary.ts";

class Row {
  state = "active";
  reason = "";
}

const fits: [string, DescMessage, unknown][] = [
  ["an object literal", TopologyStatusSchema, { state: "active", reason: "" }],
  ["nothing in it", TopologyStatusSchema, {}],
  ["a field that is undefined", TopologyStatusSchema, { state: "active", reason: undefined }],
  [
    "protobuf's own fields",
    TopologyStatusSchema,
    { $typeName: "decnet.topics.v1.TopologyStatus", $unknown: [], state: "a" },
  ],
  ["an object without a prototype", TopologyStatusSchema, Object.assign(Object.create(null) as object, { state: "a" })],
  ["an object of another realm", TopologyMutationEnqueuedSchema, runInNewContext("({ payload: { a: [{}] } })")],
  ["an instance of a class that has the fields", TopologyStatusSchema, new Row()],
  ["a message in a message", AttackerObservedSchema, { firstSeen: { seconds: 1n, nanos: 2 } }],
  ["JSON where the proto says so", TopologyMutationEnqueuedSchema, { payload: { a: [1, null, { b: true }] } }],
  ["a list of messages", DroppedSchema, { topics: [{ topic: "a", count: 1n }], topicsTruncated: true }],
  ["bytes", EventSchema, { payload: Buffer.from("x"), publishedAt: 1n }],
  ["an enum's number", ResultSchema, { code: 3 }],
  ["a case of a oneof", FrameSchema, { kind: { case: "ping", value: { ref: 1 } } }],
  ["no case of a oneof", FrameSchema, { kind: { case: undefined } }],
  ["a map of messages", StructSchema, { fields: { a: { kind: { case: "stringValue", value: "x" } } } }],
];

const faults: [string, DescMessage, unknown, string][] = [
  ["null", TopologyStatusSchema, null, "it must be an object, not null"],
  ["a list", TopologyStatusSchema, [], "it must be an object, not a list"],
  ["a Date", TopologyStatusSchema, new Date(0), "it must be an object, not a Date"],
  ["an unknown field", TopologyStatusSchema, { stat: "a" }, "there is no field “stat”"],
  ["a name that every object has", TopologyStatusSchema, { constructor: "a" }, "there is no field “constructor”"],
  ["the proto's name of a field", SystemBusHealthSchema, { uptime_s: 1 }, "there is no field “uptime_s”"],
  ["a number for a string", TopologyStatusSchema, { state: 5 }, "“state” must be a string, not a number"],
  ["null for a string", TopologyStatusSchema, { state: null }, "“state” must be a string, not null"],
  ["a string for a number", SystemBusHealthSchema, { pid: "5" }, "“pid” must be a number, not a string"],
  [
    "a number for a bigint",
    SystemBusHealthSchema,
    { counts: { eventsIn: 5 } },
    "“counts.eventsIn” must be a bigint, not a number",
  ],
  [
    "an unknown field within",
    SystemBusHealthSchema,
    { counts: { eventsInn: 5n } },
    "there is no field “counts.eventsInn”",
  ],
  [
    "a Date for a Timestamp",
    AttackerObservedSchema,
    { firstSeen: new Date(0) },
    "“firstSeen” must be an object, not a Date",
  ],
  ["a number for JSON", TopologyMutationEnqueuedSchema, { payload: 5 }, "“payload” must be an object, not a number"],
  [
    "NaN in JSON",
    TopologyMutationEnqueuedSchema,
    { payload: { a: Number.NaN } },
    "“payload” holds NaN, which JSON does not have",
  ],
  ["a number for a boolean", HelloSchema, { noEcho: 1 }, "“noEcho” must be a boolean, not a number"],
  ["a list for bytes", EventSchema, { payload: [1] }, "“payload” must be a Uint8Array, not a list"],
  ["a name for an enum", ResultSchema, { code: "OK" }, "“code” must be a number, not a string"],
  ["an object for a list", DroppedSchema, { topics: {} }, "“topics” must be a list, not an object"],
  [
    "a fault in a list",
    DroppedSchema,
    { topics: [{ topic: "a" }, { topic: 5 }] },
    "“topics[1].topic” must be a string, not a number",
  ],
  ["a list for a map", StructSchema, { fields: [] }, "“fields” must be an object, not a list"],
  ["a fault in a map", StructSchema, { fields: { a: 5 } }, "“fields.a” must be an object, not a number"],
  ["a case that a oneof does not have", FrameSchema, { kind: { case: "pang" } }, "“kind” has no such case"],
  [
    "a fault in a oneof",
    FrameSchema,
    { kind: { case: "ping", value: { ref: "1" } } },
    "“kind.ref” must be a number, not a string",
  ],
  [
    "no object for a oneof",
    FrameSchema,
    { kind: "ping" },
    "“kind” must be an object with case and value, not a string",
  ],
  ["a field of a oneof by itself", FrameSchema, { ping: { ref: 1 } }, "there is no field “ping”"],
];

/** Wrappers in a field, a list and a oneof; no declared topic has any yet. */
function wrapping(): DescMessage {
  const field = (name: string, number: number, type: string, more: object = {}): object => ({
    ...{ name, number, jsonName: name, type: FieldDescriptorProto_Type.MESSAGE },
    ...{ typeName: `.google.protobuf.${type}`, label: FieldDescriptorProto_Label.OPTIONAL, ...more },
  });
  const file = create(FileDescriptorProtoSchema, {
    name: "wrapping.proto",
    syntax: "proto3",
    dependency: ["google/protobuf/wrappers.proto"],
    messageType: [
      {
        name: "Wrapping",
        oneofDecl: [{ name: "kind" }],
        field: [
          field("text", 1, "StringValue"),
          field("big", 2, "Int64Value"),
          field("texts", 3, "StringValue", { label: FieldDescriptorProto_Label.REPEATED }),
          field("chosen", 4, "StringValue", { oneofIndex: 0 }),
        ],
      },
    ],
  });
  return createFileRegistry(file, () => file_google_protobuf_wrappers).getMessage("Wrapping")!;
}

describe("a wrapper", () => {
  const schema = wrapping();

  // Regression: it was to be an object, and an object cannot be encoded.
  test("of a field is the plain value", () => {
    const payload = { text: "x", big: 5n, texts: [{ value: "y" }], kind: { case: "chosen", value: { value: "z" } } };
    expect(payloadFault(schema, payload)).toBeUndefined();
    const decoded = fromBinary(schema, toBinary(schema, create(schema, payload as MessageInitShape<DescMessage>)));
    expect(decoded).toMatchObject(payload);
  });

  test.for<[object, string]>([
    [{ text: 5 }, "“text” must be a string, not a number"],
    [{ text: { value: "x" } }, "“text” must be a string, not an object"],
    [{ big: 5 }, "“big” must be a bigint, not a number"],
    [{ texts: ["y"] }, "“texts[0]” must be an object, not a string"],
    [{ kind: { case: "chosen", value: "z" } }, "“kind” must be an object, not a string"],
  ])("is judged by what it wraps, and by where it stands: %o", ([payload, fault]) => {
    expect(payloadFault(schema, payload)).toBe(fault);
  });
});

describe("a payload", () => {
  test.for(fits)("fits: %s", ([, schema, value]) => {
    expect(payloadFault(schema, value)).toBeUndefined();
  });

  test.for(faults)("does not fit: %s", ([, schema, value, fault]) => {
    expect(payloadFault(schema, value)).toBe(fault);
  });

  property.prop([
    fc.constantFrom(...declaredTopics).chain(({ schema }) => payloadOf(schema).map((payload) => ({ schema, payload }))),
  ])("fits if the compiler would take it", ({ schema, payload }) => {
    expect(payloadFault(schema, payload)).toBeUndefined();
  });

  property.prop([fc.anything(), fc.constantFrom(...declaredTopics)])(
    "is judged without an exception, whatever it is",
    (payload, { schema }) => {
      expect(["string", "undefined"]).toContain(typeof payloadFault(schema, payload));
    },
  );
});
