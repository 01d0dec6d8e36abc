// Payloads that the generated encoders have to know, with everything in them that is a special case of protobuf's encoding.

import {
  create,
  type DescField,
  type DescMessage,
  type DescOneof,
  fromBinary,
  ScalarType,
  toBinary,
} from "@bufbuild/protobuf";
import { Edition } from "@bufbuild/protobuf/wkt";
import { fc } from "@fast-check/vitest";
import type { EncodedMessage } from "../../tools/protoc-gen-decnet-topics/encoder-model.ts";
import { readEncoders } from "../../tools/protoc-gen-decnet-topics/read-encoders.ts";
import { anyText } from "./text-arbitrary.ts";

type Payload = Record<string, unknown>;

const int32 = fc.oneof(fc.integer(), fc.constantFrom(0, -0, -1, 127, 128, 2 ** 31 - 1, -(2 ** 31)));
const uint32 = fc.oneof(fc.nat({ max: 2 ** 32 - 1 }), fc.constantFrom(0, -0, 127, 128, 2 ** 31, 2 ** 32 - 1));
const int64 = fc.oneof(
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.constantFrom(0n, -1n, 127n, 128n, 2n ** 63n - 1n, -(2n ** 63n)),
);
const uint64 = int64.map((value) => BigInt.asUintN(64, value));

const scalars: Record<ScalarType, fc.Arbitrary<unknown>> = {
  [ScalarType.DOUBLE]: fc.oneof(fc.double(), fc.constantFrom(0, -0, Number.NaN, Number.POSITIVE_INFINITY)),
  [ScalarType.FLOAT]: fc.oneof(fc.float(), fc.constantFrom(0, -0, 3.4028234663852886e38, Number.NEGATIVE_INFINITY)),
  [ScalarType.INT64]: int64,
  [ScalarType.UINT64]: uint64,
  [ScalarType.INT32]: int32,
  [ScalarType.FIXED64]: uint64,
  [ScalarType.FIXED32]: uint32,
  [ScalarType.BOOL]: fc.boolean(),
  [ScalarType.STRING]: anyText,
  [ScalarType.BYTES]: fc.oneof(fc.uint8Array({ maxLength: 200 }), fc.constant(Buffer.from("x"))),
  [ScalarType.UINT32]: uint32,
  [ScalarType.SFIXED32]: int32,
  [ScalarType.SFIXED64]: int64,
  [ScalarType.SINT32]: int32,
  [ScalarType.SINT64]: int64,
};

/** JSON as it is, with text of any kind also for its keys. */
const json: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown; object: unknown }>((tie) => ({
  object: fc.dictionary(fc.oneof(anyText, fc.constantFrom("__proto__", "1", "")), tie("value"), { maxKeys: 4 }),
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.constantFrom(null, true, false, 0, -0, ""),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    anyText,
    fc.array(tie("value"), { maxLength: 4 }),
    tie("object"),
  ),
})).object;

/** So many objects and lists within each other. */
export function nestedJson(levels: number, leaf: unknown = 1): Payload {
  let value = leaf;
  for (let level = 1; level < levels; level++) value = level % 2 === 0 ? [value, 1] : { a: value, b: "x" };
  return { a: value };
}

export const anyJson: fc.Arbitrary<unknown> = fc.oneof(
  json,
  fc.integer({ min: 1, max: 32 }).map((levels) => nestedJson(levels)),
);

/**
 * What an encoder has to know: any fields of the message, as an object and, where a message that protobuf makes has nothing but what
 * encoders know, as such a message.
 */
export function knownPayload(schema: DescMessage): fc.Arbitrary<Payload> {
  const encoders = readEncoders([schema]);
  const plain = plainPayload(schema, encoders);
  const complete = encoders.every(({ fields }) => fields.every(({ value }) => value !== undefined));
  if (!complete || schema.file.edition !== Edition.EDITION_PROTO3) return plain;
  return fc.oneof(
    plain,
    plain.map((init) => create(schema, init)),
    plain.map((init) => fromBinary(schema, toBinary(schema, create(schema, init)))),
  );
}

function plainPayload(schema: DescMessage, encoders: readonly EncodedMessage[]): fc.Arbitrary<Payload> {
  if (schema.typeName === "google.protobuf.Struct") return anyJson as fc.Arbitrary<Payload>;
  const { fields } = encoders.find(({ typeName }) => typeName === schema.typeName)!;
  const known = new Set(fields.filter(({ value }) => value !== undefined).map(({ name }) => name));
  const values = schema.members.flatMap((member): [string, fc.Arbitrary<unknown>][] => {
    if (member.kind === "oneof") return [[member.localName, oneofValue(member, known, encoders)]];
    return known.has(member.localName) ? [[member.localName, fieldValue(member, encoders)]] : [];
  });
  const required = fields.filter(({ presence }) => presence === "required").map(({ name }) => name);
  // A field that is undefined is as good as one that is missing.
  const optional = values.map(([name, value]) => [
    name,
    required.includes(name) ? value : fc.option(value, { nil: undefined, freq: 9 }),
  ]);
  return fc.record(Object.fromEntries(optional) as Record<string, fc.Arbitrary<unknown>>, { requiredKeys: required });
}

function oneofValue(
  { fields }: DescOneof,
  known: ReadonlySet<string>,
  encoders: readonly EncodedMessage[],
): fc.Arbitrary<unknown> {
  const cases = fields.filter(({ localName }) => known.has(localName));
  return fc.oneof(
    fc.constant({ case: undefined }),
    ...cases.map((field) => fieldValue(field, encoders).map((value) => ({ case: field.localName, value }))),
  );
}

function fieldValue(field: DescField, encoders: readonly EncodedMessage[]): fc.Arbitrary<unknown> {
  const one =
    field.message !== undefined
      ? plainPayload(field.message, encoders)
      : field.enum !== undefined
        ? fc.oneof(fc.constantFrom(...field.enum.values.map(({ number }) => number)), int32)
        : scalars[field.scalar];
  return field.fieldKind === "list" ? fc.array(one, { maxLength: 4 }) : one;
}
