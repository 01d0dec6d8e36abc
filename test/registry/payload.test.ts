// Payloads between objects, bytes and JSON.

import { create, type JsonObject, type JsonValue, toBinary, toJson } from "@bufbuild/protobuf";
import { StructSchema } from "@bufbuild/protobuf/wkt";
import { test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { declaredTopics } from "../../gen/decnet/topics/v1/registry.ts";
import { TopologyStatusSchema } from "../../gen/decnet/topics/v1/topology_pb.ts";
import {
  decodePayload,
  encodeJsonPayload,
  encodePayload,
  eventPayloadToJson,
  payloadToJson,
} from "../../src/registry/payload.ts";
import { busError } from "../support/bus-error.ts";
import { jsonObject, payloadOf } from "../support/payload-arbitrary.ts";

const STATUS_TOPIC = "topology.t1.status";

describe.for(declaredTopics.map((declared) => [declared.template, declared] as const))(
  "a payload of %s",
  ([, declared]) => {
    const { schema } = declared;
    const topic = declared.tokens.map((token) => token ?? "x").join(".");

    property.prop([payloadOf(schema)])("comes back from bytes as it was", (payload) => {
      const { bytes, payloadType } = encodePayload(topic, payload);
      expect(payloadType).toBe("");
      expect(decodePayload(topic, payloadType, bytes)).toEqual({ schema, message: create(schema, payload) });
    });

    property.prop([payloadOf(schema)])(
      "comes back from JSON as it was, by the proto's names and in camel case",
      (payload) => {
        const message = create(schema, payload);
        for (const json of [payloadToJson({ schema, message }), toJson(schema, message), eventPayloadToJson(message)]) {
          const { bytes } = encodeJsonPayload(topic, json);
          expect(decodePayload(topic, "", bytes).message).toEqual(message);
        }
      },
    );

    test("has every field in its JSON, messages that are absent excepted, by the proto's names", () => {
      const json = payloadToJson({ schema, message: create(schema) }) as JsonObject;
      const always = schema.fields.filter(({ message }) => message === undefined).map(({ name }) => name);
      expect(Object.keys(json).toSorted()).toEqual(always.toSorted());
    });
  },
);

describe("a free-form payload", () => {
  property.prop([jsonObject])("comes back as it was", (json) => {
    const { bytes, payloadType } = encodeJsonPayload("lab.x", json);
    expect(payloadType).toBe("");
    const decoded = decodePayload("lab.x", payloadType, bytes);
    expect(decoded.schema).toBe(StructSchema);
    expect(payloadToJson(decoded)).toEqual(json);
  });

  test("is what it is also as an event's JSON", () => {
    const payload = { a: [1, { b: null }], $typeName: "acme.Unknown" };
    expect(eventPayloadToJson(payload)).toBe(payload);
  });

  test.for([
    ["null", null, "must be an object, not null"],
    ["a list", [1], "must be an object, not a list"],
    ["text", "x", "must be an object, not a string"],
    ["a bigint within", { a: [1n] }, "holds a bigint"],
    ["undefined within", { a: undefined }, "holds undefined"],
    ["Infinity within", { a: { b: Number.POSITIVE_INFINITY } }, "holds Infinity"],
    ["a Map within", { a: new Map() }, "holds a Map"],
  ] as const)("must be a JSON object: %s", ([, payload, why]) => {
    expect(() => encodeJsonPayload("lab.x", payload as unknown as JsonValue)).toThrow(busError("INVALID_PAYLOAD", why));
  });
});

describe("depth", () => {
  const within = (
    levels: number,
    wrap: (value: JsonValue, level: number) => JsonValue,
    leaf: JsonValue,
  ): JsonObject => {
    let value = leaf;
    for (let level = 1; level < levels; level++) value = wrap(value, level);
    return { a: value };
  };
  const SHAPES: readonly (readonly [shape: string, nested: (levels: number) => JsonObject])[] = [
    ["objects", (levels) => within(levels, (value) => ({ a: value }), 1)],
    ["lists", (levels) => within(levels, (value) => [value], 1)],
    ["both, by turns", (levels) => within(levels, (value, level) => (level % 2 === 0 ? [value] : { a: value }), 1)],
    ["objects, the innermost empty", (levels) => within(levels - 1, (value) => ({ a: value }), {})],
  ];
  const ENQUEUED = "topology.t1.mutation.enqueued";

  // Regression: what was deeper was published, and subscribers in other languages could not read it.
  describe.each(SHAPES)("of %s", (_shape, nested) => {
    test.each([31, 32])("is accepted up to what every subscriber can read: %i levels", (levels) => {
      const payload = nested(levels);
      const free = encodeJsonPayload("lab.x", payload);
      expect(payloadToJson(decodePayload("lab.x", "", free.bytes))).toEqual(payload);
      const declared = encodePayload(ENQUEUED, { payload });
      expect(decodePayload(ENQUEUED, "", declared.bytes).message).toMatchObject({ payload });
    });

    test("is refused beyond: 33 levels", () => {
      const fault = "is more than 32 levels deep";
      expect(() => encodeJsonPayload("lab.x", nested(33))).toThrow(busError("INVALID_PAYLOAD", fault));
      expect(() => encodePayload(ENQUEUED, { payload: nested(33) })).toThrow(
        busError("INVALID_PAYLOAD", `“payload” ${fault}`),
      );
    });
  });

  test("has no end in a circle, which is refused", () => {
    const circle: Record<string, unknown> = {};
    circle["self"] = circle;
    expect(() => encodeJsonPayload("lab.x", circle as JsonObject)).toThrow(busError("INVALID_PAYLOAD", "32 levels"));
  });
});

describe("encoding an object", () => {
  test("needs a declared topic", () => {
    expect(() => encodePayload("lab.x", {})).toThrow(busError("UNDECLARED_TOPIC", "freeForm(topic)"));
  });

  test("names the fields that there are when one is unknown", () => {
    expect(() => encodePayload(STATUS_TOPIC, { stat: "active" })).toThrow(
      busError("INVALID_PAYLOAD", "takes a TopologyStatus: there is no field “stat”. Its fields: state, reason."),
    );
  });

  test("leaves numbers that are out of range to protobuf, and names the field", () => {
    expect(() => encodePayload("system.bus.health", { pid: -1 })).toThrow(busError("INVALID_PAYLOAD", "pid"));
    expect(() => encodePayload("system.bus.health", { pid: 1.5 })).toThrow(busError("INVALID_PAYLOAD", "pid"));
    expect(() => encodePayload("decky.d1.traffic", { bytesIn: -1n })).toThrow(busError("INVALID_PAYLOAD", "bytes_in"));
  });

  test("takes a message as it is", () => {
    const message = create(TopologyStatusSchema, { state: "active" });
    expect(encodePayload(STATUS_TOPIC, message).bytes).toEqual(toBinary(TopologyStatusSchema, message));
  });
});

describe("encoding JSON for a declared topic", () => {
  test("takes both spellings of a field", () => {
    const topic = "topology.t1.mutation.applied";
    expect(encodeJsonPayload(topic, { mutation_id: "m", op: "x" })).toEqual(
      encodeJsonPayload(topic, { mutationId: "m", op: "x" }),
    );
  });

  test.for([
    ["an unknown field", { stat: "active" }, "stat"],
    ["a wrong type", { state: 5 }, "state"],
    ["no object", "active", "active"],
    ["null", null, "null"],
  ] as const)("refuses %s, and names the fields that there are", ([, json, why]) => {
    expect(() => encodeJsonPayload(STATUS_TOPIC, json)).toThrow(busError("INVALID_PAYLOAD", why));
    expect(() => encodeJsonPayload(STATUS_TOPIC, json)).toThrow(
      busError("INVALID_PAYLOAD", "Its fields: state, reason."),
    );
  });
});

describe("decoding", () => {
  test("takes the payload type that the event names", () => {
    const bytes = toBinary(TopologyStatusSchema, create(TopologyStatusSchema, { state: "active" }));
    const decoded = decodePayload("lab.x", "decnet.topics.v1.TopologyStatus", bytes);
    expect(decoded).toMatchObject({ schema: TopologyStatusSchema, message: { state: "active" } });
  });

  test("refuses a payload type that is not known here", () => {
    expect(() => decodePayload("lab.x", "acme.Unknown", new Uint8Array())).toThrow(
      busError("INVALID_PAYLOAD", "acme.Unknown"),
    );
  });

  test("refuses bytes that are no such message", () => {
    expect(() => decodePayload(STATUS_TOPIC, "", Uint8Array.of(0x0a, 0x7f))).toThrow(
      busError("INVALID_PAYLOAD", "no decnet.topics.v1.TopologyStatus"),
    );
  });

  test("keeps fields that a newer publisher has set", () => {
    const bytes = Uint8Array.of(0x98, 0x06, 0x01);
    expect(decodePayload(STATUS_TOPIC, "", bytes).message.$unknown).toHaveLength(1);
  });
});

describe("JSON", () => {
  // Regression: protobuf's own error came out, which a consumer took for a defect of the bus.
  test("that cannot be said is a payload that does not fit", () => {
    const seconds = 10n ** 18n;
    const { bytes } = encodePayload("attacker.observed", { firstSeen: { seconds, nanos: 0 } });
    const { message } = decodePayload("attacker.observed", "", bytes);
    expect(() => eventPayloadToJson(message)).toThrow(busError("INVALID_PAYLOAD", "Timestamp"));
  });
});
