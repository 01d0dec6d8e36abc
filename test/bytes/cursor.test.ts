import { BinaryReader, BinaryWriter } from "@bufbuild/protobuf/wire";
import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { Cursor, FIXED32, FIXED64, LENGTH_DELIMITED, VARINT } from "../../src/bytes/cursor.ts";
import { delimitedField, joined, paddedVarint, varint } from "../support/bytes.ts";

/** A field as protobuf's runtime writes it. */
const field: fc.Arbitrary<{ number: number; wireType: number; write: (writer: BinaryWriter) => void }> = fc
  .tuple(
    fc.oneof(fc.integer({ min: 1, max: 20 }), fc.constantFrom(2 ** 28, 2 ** 29 - 1)),
    fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
    fc.uint8Array({ maxLength: 200 }),
    fc.constantFrom(VARINT, FIXED64, LENGTH_DELIMITED, FIXED32),
  )
  .map(([number, value, bytes, wireType]) => ({
    number,
    wireType,
    write: (writer) => {
      writer.uint32(number * 8 + wireType);
      if (wireType === VARINT) writer.uint64(value);
      else if (wireType === FIXED64) writer.fixed64(value);
      else if (wireType === FIXED32) writer.fixed32(Number(value % 2n ** 32n));
      else writer.bytes(bytes);
    },
  }));

describe("a cursor", () => {
  property.prop([fc.array(field, { maxLength: 8 }), fc.nat({ max: 3 }), fc.nat({ max: 3 })])(
    "walks over the fields that protobuf's runtime writes, inside its range",
    (fields, before, behind) => {
      const writer = new BinaryWriter();
      for (const { write } of fields) write(writer);
      const body = writer.finish();
      const bytes = joined([new Uint8Array(before), body, new Uint8Array(behind)]);
      const cursor = new Cursor(bytes, before, before + body.length);
      const walked: { number: number; wireType: number }[] = [];
      while (cursor.nextField()) walked.push({ number: cursor.field, wireType: cursor.wireType });
      expect(walked).toEqual(fields.map(({ number, wireType }) => ({ number, wireType })));
      expect(cursor.failed).toBe(false);
      expect(cursor.at).toBe(cursor.end);
    },
  );

  test("tells where a length-delimited value stands", () => {
    const cursor = new Cursor(delimitedField(1, Uint8Array.of(7, 8, 9)), 0, 5);
    expect(cursor.nextField()).toBe(true);
    expect([cursor.valueStart, cursor.valueEnd]).toEqual([2, 5]);
    expect(cursor.nextField()).toBe(false);
    expect(cursor.failed).toBe(false);
  });

  test.each([1, 2, 3, 4, 5])("takes a tag and a length of %i bytes, needed or not", (length) => {
    const bytes = joined([paddedVarint(10, length), paddedVarint(1, length), Uint8Array.of(65)]);
    const cursor = new Cursor(bytes, 0, bytes.length);
    expect(cursor.nextField()).toBe(true);
    expect(cursor.field).toBe(1);
    expect(cursor.nextField()).toBe(false);
    expect(cursor.failed).toBe(false);
  });

  // Regression: runtimes refuse these, so a subscriber would have choked on an event that the broker let pass.
  test.each([6, 7, 10])("refuses a tag of %i bytes", (length) => {
    expect(walk(joined([paddedVarint(10, length), Uint8Array.of(0)]))).toBe("failed");
    expect(walk(joined([paddedVarint(8, length), Uint8Array.of(0)]))).toBe("failed");
  });

  test.each([6, 7, 10])("refuses a length of %i bytes", (length) => {
    expect(walk(joined([Uint8Array.of(10), paddedVarint(1, length), Uint8Array.of(65)]))).toBe("failed");
  });

  test.each([
    ["the largest of 64 bits", [255, 255, 255, 255, 255, 255, 255, 255, 255, 1], "walked"],
    ["zero in ten bytes", [128, 128, 128, 128, 128, 128, 128, 128, 128, 0], "walked"],
    ["one of 65 bits", [128, 128, 128, 128, 128, 128, 128, 128, 128, 2], "failed"],
    ["one of eleven bytes", [128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 0], "failed"],
    ["one that does not end", [128, 128], "failed"],
    ["one that is not there", [], "failed"],
  ])("of varint values: %s", (_what, value, expected) => {
    expect(walk(Uint8Array.from([8, ...value]))).toBe(expected);
  });

  test.each([
    ["field number 0", Uint8Array.of(2, 0)],
    ["field number 2^29", joined([varint(2 ** 32 + 2), Uint8Array.of(0)])],
    ["the start of a group", Uint8Array.of(11)],
    ["the start and end of a group", Uint8Array.of(11, 12)],
    ["wire type 6", Uint8Array.of(14, 0)],
    ["wire type 7", Uint8Array.of(15, 0)],
    ["a fixed64 that is cut off", Uint8Array.of(9, 0, 0, 0, 0, 0, 0, 0)],
    ["a fixed32 that is cut off", Uint8Array.of(13, 0, 0, 0)],
    ["a length that reaches beyond the end", Uint8Array.of(10, 2, 65)],
    ["a length of 32 bits", Uint8Array.of(10, 255, 255, 255, 255, 15)],
    ["a length of 35 bits", Uint8Array.of(10, 129, 128, 128, 128, 16, 65)],
    ["a tag that is cut off", Uint8Array.of(128)],
  ])("refuses %s", (_what, bytes) => {
    expect(walk(bytes)).toBe("failed");
  });

  test("stays failed", () => {
    const cursor = new Cursor(Uint8Array.of(2, 0, 10, 0), 0, 4);
    expect(cursor.nextField()).toBe(false);
    expect(cursor.nextField()).toBe(false);
    expect(cursor.failed).toBe(true);
  });

  property.prop([fc.uint8Array({ maxLength: 40 })], { numRuns: 2_000 })(
    "accepts only what protobuf's runtime can walk over too",
    (bytes) => {
      if (walk(bytes) === "failed") return;
      const reader = new BinaryReader(bytes);
      while (reader.pos < reader.len) {
        const [number, wireType] = reader.tag();
        reader.skip(wireType, number);
      }
      expect(reader.pos).toBe(bytes.length);
    },
  );
});

function walk(bytes: Uint8Array): "walked" | "failed" {
  const cursor = new Cursor(bytes, 0, bytes.length);
  while (cursor.nextField());
  return cursor.failed ? "failed" : "walked";
}
