// What each kind of field takes, and what it does not.

import { BinaryWriter } from "@bufbuild/protobuf/wire";
import { describe, expect, test } from "vitest";
import { ByteWriter } from "../../src/bytes/byte-writer.ts";
import {
  writeBool,
  writeBytes,
  writeDouble,
  writeFixed32,
  writeFixed64,
  writeFloat,
  writeInt32,
  writeInt64,
  writeSfixed32,
  writeSfixed64,
  writeSint32,
  writeSint64,
  writeString,
  writeUint32,
  writeUint64,
} from "../../src/bytes/checked-values.ts";
import { EDGES } from "../support/edge-payload.ts";

type Write = (out: ByteWriter, value: unknown) => boolean;
type Theirs = (writer: BinaryWriter, value: never) => BinaryWriter;

const isNumber = (value: unknown): boolean => typeof value === "number";
const isInt32 = (value: unknown): boolean => Number.isInteger(value) && inRange(value, -(2 ** 31), 2 ** 31 - 1);
const isUint32 = (value: unknown): boolean => Number.isInteger(value) && inRange(value, 0, 2 ** 32 - 1);
const isInt64 = (value: unknown): boolean => typeof value === "bigint" && inRange(value, -(2n ** 63n), 2n ** 63n - 1n);
const isUint64 = (value: unknown): boolean => typeof value === "bigint" && inRange(value, 0n, 2n ** 64n - 1n);
const isFloat = (value: unknown): boolean => isNumber(value) && Math.abs(value as number) !== 1e39;
const isText = (value: unknown): boolean => typeof value === "string" && value.isWellFormed();
// One of the edges has the prototype of bytes, and no bytes.
const isBytes = (value: unknown): boolean => value instanceof Uint8Array && ArrayBuffer.isView(value);

const kinds: readonly [string, Write, (value: unknown) => boolean, Theirs][] = [
  ["a string", writeString, isText, (writer, value) => writer.string(value)],
  ["bytes", writeBytes, isBytes, (writer, value) => writer.bytes(value)],
  ["a bool", writeBool, (value) => typeof value === "boolean", (writer, value) => writer.bool(value)],
  ["an int32", writeInt32, isInt32, (writer, value) => writer.int32(value)],
  ["a sint32", writeSint32, isInt32, (writer, value) => writer.sint32(value)],
  ["a sfixed32", writeSfixed32, isInt32, (writer, value) => writer.sfixed32(value)],
  ["a uint32", writeUint32, isUint32, (writer, value) => writer.uint32(value)],
  ["a fixed32", writeFixed32, isUint32, (writer, value) => writer.fixed32(value)],
  ["an int64", writeInt64, isInt64, (writer, value) => writer.int64(value)],
  ["a sint64", writeSint64, isInt64, (writer, value) => writer.sint64(value)],
  ["a sfixed64", writeSfixed64, isInt64, (writer, value) => writer.sfixed64(value)],
  ["a uint64", writeUint64, isUint64, (writer, value) => writer.uint64(value)],
  ["a fixed64", writeFixed64, isUint64, (writer, value) => writer.fixed64(value)],
  ["a float", writeFloat, isFloat, (writer, value) => writer.float(value)],
  ["a double", writeDouble, isNumber, (writer, value) => writer.double(value)],
];

describe.for(kinds)("%s", ([, write, takes, theirs]) => {
  test("is written as protobuf's own runtime writes it", () => {
    for (const value of EDGES.filter(takes)) {
      const out = new ByteWriter();
      expect(write(out, value)).toBe(true);
      const expected = theirs(new BinaryWriter(), value as never).finish();
      expect(Uint8Array.from(out.bytes.subarray(0, out.at))).toEqual(Uint8Array.from(expected));
    }
  });

  test("is refused if it is something else, or out of range", () => {
    for (const value of EDGES.filter((edge) => !takes(edge))) {
      expect(attempt(() => write(new ByteWriter(), value))).toBe(false);
    }
  });
});

function inRange<T extends number | bigint>(value: unknown, least: T, most: T): boolean {
  return (value as T) >= least && (value as T) <= most;
}

/** What only looks like bytes throws, which an encoder takes for a refusal. */
function attempt(write: () => boolean): boolean {
  try {
    return write();
  } catch {
    return false;
  }
}
