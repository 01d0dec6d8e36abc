// JSON to bytes, beside protobuf's own runtime, which builds the messages first.

import { fromJson, type JsonObject, toBinary } from "@bufbuild/protobuf";
import { StructSchema } from "@bufbuild/protobuf/wkt";
import { test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { ByteWriter } from "../../src/bytes/byte-writer.ts";
import { writeStruct } from "../../src/bytes/struct-writer.ts";
import { anyJson, nestedJson } from "../support/known-payload.ts";

describe("a Struct", () => {
  property.prop([anyJson])("is written as protobuf's own runtime writes it", (json) => {
    const expected = toBinary(StructSchema, fromJson(StructSchema, json as JsonObject));
    expect(written(json)).toEqual(Uint8Array.from(expected));
  });

  test.for<[string, unknown]>([
    ["nothing", undefined],
    ["null", null],
    ["a list", [1]],
    ["a Map", new Map()],
    ["undefined within", { a: undefined }],
    ["a hole in a list", { a: new Array(1) }],
    ["NaN", { a: Number.NaN }],
    ["Infinity", { a: [Number.NEGATIVE_INFINITY] }],
    ["a bigint", { a: 1n }],
    ["a function", { a: () => 1 }],
    ["a symbol", { a: Symbol("x") }],
    ["a Date", { a: new Date(0) }],
    ["bytes", { a: new Uint8Array(1) }],
    ["half of a surrogate pair", { a: "\ud800" }],
    ["half of a surrogate pair in a key", { "\udc00": 1 }],
    ["too many levels", nestedJson(33)],
  ])("is not made of %s", ([, json]) => {
    expect(written(json)).toBeUndefined();
  });

  test("may have as many levels as a Struct of use has", () => {
    expect(written(nestedJson(32))).toBeDefined();
  });
});

function written(json: unknown): Uint8Array | undefined {
  const out = new ByteWriter();
  return writeStruct(out, json) ? Uint8Array.from(out.bytes.subarray(0, out.at)) : undefined;
}
