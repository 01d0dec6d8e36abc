// Payloads that fast-check thinks of, derived from the descriptors: a new topic needs nothing here.

import { type DescField, type DescMessage, type JsonObject, ScalarType } from "@bufbuild/protobuf";
import { fc } from "@fast-check/vitest";

const SECONDS_OF_YEAR_1 = -62_135_596_800n;
const SECONDS_OF_YEAR_9999 = 253_402_300_799n;
const MAX_DURATION_SECONDS = 315_576_000_000n;

const nanos = fc.nat({ max: 999_999_999 });
const text = fc.string({ unit: "grapheme", maxLength: 12 });
const int32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const uint32 = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const uint64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
/** Without NaN, which is equal to nothing, and -0, which protobuf does not tell from 0. */
const double = fc.double({ noNaN: true }).map((number) => number + 0);

/** Objects of JSON, as deep as an honest publisher's. */
export const jsonObject: fc.Arbitrary<JsonObject> = fc
  .dictionary(fc.string({ unit: "grapheme", maxLength: 6 }), fc.jsonValue({ maxDepth: 3 }), { maxKeys: 5 })
  .map((value) => JSON.parse(JSON.stringify(value)) as JsonObject);

const scalars: Record<ScalarType, fc.Arbitrary<unknown>> = {
  [ScalarType.DOUBLE]: double,
  [ScalarType.FLOAT]: fc.float({ noNaN: true }).map((number) => number + 0),
  [ScalarType.INT64]: int64,
  [ScalarType.UINT64]: uint64,
  [ScalarType.INT32]: int32,
  [ScalarType.FIXED64]: uint64,
  [ScalarType.FIXED32]: uint32,
  [ScalarType.BOOL]: fc.boolean(),
  [ScalarType.STRING]: text,
  [ScalarType.BYTES]: fc.uint8Array({ maxLength: 16 }),
  [ScalarType.UINT32]: uint32,
  [ScalarType.SFIXED32]: int32,
  [ScalarType.SFIXED64]: int64,
  [ScalarType.SINT32]: int32,
  [ScalarType.SINT64]: int64,
};

/** Messages whose values have rules of their own. */
const wellKnown: Record<string, fc.Arbitrary<Record<string, unknown>>> = {
  "google.protobuf.Struct": jsonObject,
  "google.protobuf.Timestamp": fc.record({
    seconds: fc.bigInt({ min: SECONDS_OF_YEAR_1, max: SECONDS_OF_YEAR_9999 }),
    nanos,
  }),
  "google.protobuf.Duration": fc.record({ seconds: fc.bigInt({ min: 0n, max: MAX_DURATION_SECONDS - 1n }), nanos }),
};

/** What a publisher may give for a message: an object literal; fields that are messages may be absent. */
export function payloadOf(schema: DescMessage): fc.Arbitrary<Record<string, unknown>> {
  const known = wellKnown[schema.typeName];
  if (known !== undefined) return known;
  const fields = Object.fromEntries(schema.fields.map((field) => [field.localName, valueOf(field)]));
  const requiredKeys = schema.fields.filter(({ message }) => message === undefined).map(({ localName }) => localName);
  return fc.record(fields, { requiredKeys });
}

function valueOf(field: DescField): fc.Arbitrary<unknown> {
  const one =
    field.message !== undefined
      ? payloadOf(field.message)
      : field.enum !== undefined
        ? fc.constantFrom(...field.enum.values.map(({ number }) => number))
        : scalars[field.scalar];
  if (field.fieldKind === "list") return fc.array(one, { maxLength: 3 });
  if (field.fieldKind === "map") return fc.dictionary(text, one, { maxKeys: 3 });
  return one;
}
