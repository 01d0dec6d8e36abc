import { create, type DescMessage, fromBinary, toBinary } from "@bufbuild/protobuf";
import { StructSchema } from "@bufbuild/protobuf/wkt";
import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { FrameSchema, StatusSchema } from "../../gen/decnet/bus/v1/frame_pb.ts";
import { declaredTopics } from "../../gen/decnet/topics/v1/registry.ts";
import { isSoundPayload } from "../../src/registry/sound-payload.ts";
import { delimitedField, joined, utf8, varint } from "../support/bytes.ts";
import { changed } from "../support/changed-bytes.ts";
import { payloadOf } from "../support/payload-arbitrary.ts";

/** With nested messages, lists, a oneof and numbers of several kinds among them. */
const SCHEMAS: readonly DescMessage[] = [
  ...declaredTopics.map(({ schema }) => schema),
  StructSchema,
  StatusSchema,
  FrameSchema,
];

function sound(schema: DescMessage, bytes: Uint8Array): boolean {
  const around = joined([Uint8Array.of(255), bytes, Uint8Array.of(255)]);
  return isSoundPayload(schema, around, 1, 1 + bytes.length);
}

describe("a payload that is called sound", () => {
  const schema = fc.constantFrom(...SCHEMAS);
  const field = fc
    .tuple(fc.integer({ min: 1, max: 16 }), fc.constantFrom(0, 1, 2, 5), fc.uint8Array({ maxLength: 12 }))
    .map(([number, wireType, value]) => {
      if (wireType === 2) return delimitedField(number, value);
      const bytes =
        wireType === 0 ? varint(value.length * 1_000) : new Uint8Array(wireType === 1 ? 8 : 4).fill(value[0] ?? 0);
      return joined([varint(number * 8 + wireType), bytes]);
    });
  const anything = fc.oneof(fc.uint8Array({ maxLength: 40 }), fc.array(field, { maxLength: 5 }).map(joined));

  property.prop([schema, anything, fc.integer({ min: 0, max: 16 })], { numRuns: 10_000 })(
    "is decoded by protobuf's runtime, whatever the bytes",
    (message, bytes, nested) => {
      const all = nested === 0 ? bytes : delimitedField(nested, bytes);
      if (sound(message, all)) expect(() => fromBinary(message, all)).not.toThrow();
    },
  );

  const written = fc
    .constantFrom(...declaredTopics)
    .chain(({ schema: message }) => payloadOf(message).map((payload) => ({ message, payload })));
  const edited = written.chain(({ message, payload }) =>
    changed(fc.constant(toBinary(message, create(message, payload)))).map((bytes) => ({ message, bytes })),
  );
  property.prop([edited], { numRuns: 3_000 })(
    "is decoded by protobuf's runtime: valid ones with bytes changed, added and removed",
    ({ message, bytes }) => {
      if (sound(message, bytes)) expect(() => fromBinary(message, bytes)).not.toThrow();
    },
  );

  property.prop([written])("is every one that a publisher writes", ({ message, payload }) => {
    expect(sound(message, toBinary(message, create(message, payload)))).toBe(true);
  });

  test("may have unknown fields, and none at all", () => {
    for (const message of SCHEMAS) {
      expect(sound(message, new Uint8Array(0))).toBe(true);
      expect(sound(message, delimitedField(1_000, utf8("x")))).toBe(true);
    }
  });

  test("is not one with text that is none, deep in it", () => {
    const text = (value: Uint8Array): Uint8Array => delimitedField(1, joined([delimitedField(1, value)]));
    expect(() => fromBinary(StructSchema, text(Uint8Array.of(0xff)))).toThrow(/utf/i);
    expect(sound(StructSchema, text(Uint8Array.of(0xff)))).toBe(false);
  });
});
