import { BinaryWriter } from "@bufbuild/protobuf/wire";
import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { FieldReader } from "../../src/bytes/field-reader.ts";
import { anyText } from "../support/text-arbitrary.ts";

const int32 = fc.integer();
const uint32 = fc.nat({ max: 2 ** 32 - 1 });
const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const uint64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });

/** A kind of value, which writer and reader have a method of that name for. */
const KINDS = {
  string: anyText,
  bytes: fc.uint8Array({ maxLength: 300 }),
  bool: fc.boolean(),
  int32,
  sint32: int32,
  sfixed32: int32,
  uint32,
  fixed32: uint32,
  int64,
  sint64: int64,
  sfixed64: int64,
  uint64,
  fixed64: uint64,
  float: fc.float({ noNaN: true }),
  double: fc.double({ noNaN: true }),
} as const;
type Kind = keyof typeof KINDS;

const kinds = Object.keys(KINDS) as Kind[];
const value = fc.constantFrom(...kinds).chain((kind) => KINDS[kind].map((it): [Kind, unknown] => [kind, it]));

function written(values: readonly (readonly [Kind, unknown])[]): Uint8Array {
  const writer = new BinaryWriter();
  for (const [kind, it] of values) (writer[kind] as (it: unknown) => void)(it);
  return writer.finish();
}

function begun(bytes: Uint8Array, start = 0, end = bytes.length): FieldReader {
  return new FieldReader().begin(bytes, start, end);
}

describe("a reader of fields", () => {
  property.prop([fc.array(value, { maxLength: 10 })])(
    "reads what protobuf's own writer wrote, one after the other",
    (values) => {
      const reader = begun(written(values));
      expect(values.map(([kind]) => [kind, reader[kind]()])).toEqual(values);
      expect({ failed: reader.failed, left: reader.end - reader.at }).toEqual({ failed: false, left: 0 });
    },
  );

  property.prop([value.filter(([, it]) => it !== ""), fc.nat()])(
    "fails where the bytes of a value are not all there",
    ([kind, it], cut) => {
      const bytes = written([[kind, it]]);
      // What is behind the end is another's.
      const reader = begun(bytes, 0, cut % bytes.length);
      reader[kind]();
      expect(reader.failed).toBe(true);
      expect(reader.at).toBe(reader.end);
    },
  );

  test("goes into a message and out of it again, and no further than its end", () => {
    const bytes = new BinaryWriter().fork().uint32(8).uint32(300).join().uint32(7).finish();
    const reader = begun(bytes);
    const outer = reader.enter();
    expect([reader.tag(), reader.uint32(), reader.at]).toEqual([8, 300, reader.end]);
    reader.uint32();
    expect(reader.failed).toBe(true);
    reader.failed = false;
    reader.leave(outer);
    expect([reader.uint32(), reader.failed]).toEqual([7, false]);
  });

  test("refuses a tag of more than 32 bits, and a varint of more than ten bytes", () => {
    for (const bytes of [[0xff, 0xff, 0xff, 0xff, 0x1f], [0x80, 0x80, 0x80, 0x80, 0x80, 0x00], [0x80]]) {
      const reader = begun(Uint8Array.from(bytes));
      reader.tag();
      expect(reader.failed).toBe(true);
    }
    const endless = begun(new Uint8Array(11).fill(0x80));
    endless.uint64();
    expect(endless.failed).toBe(true);
  });
});
