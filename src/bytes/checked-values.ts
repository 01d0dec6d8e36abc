// Values of fields, from publishers that no compiler has checked: each is written if it is what its field takes, and refused if it is not.
// What the generated encoders call. False is no verdict; whoever asked says what is wrong, or finds that nothing is.

import type { ByteWriter } from "./byte-writer.ts";

const FLOAT32_MAX = 3.4028234663852886e38;

export function writeString(out: ByteWriter, value: unknown): boolean {
  return typeof value === "string" && out.string(value);
}

export function writeBytes(out: ByteWriter, value: unknown): boolean {
  if (!(value instanceof Uint8Array)) return false;
  out.lengthAndBytes(value);
  return true;
}

export function writeBool(out: ByteWriter, value: unknown): boolean {
  if (typeof value !== "boolean") return false;
  out.bool(value);
  return true;
}

/** For int32 and for enums, whose unknown numbers are kept. */
export function writeInt32(out: ByteWriter, value: unknown): boolean {
  if (!isInt32(value)) return false;
  out.int32(value);
  return true;
}

export function writeSint32(out: ByteWriter, value: unknown): boolean {
  if (!isInt32(value)) return false;
  out.sint32(value);
  return true;
}

export function writeSfixed32(out: ByteWriter, value: unknown): boolean {
  if (!isInt32(value)) return false;
  out.fixed32(value);
  return true;
}

export function writeUint32(out: ByteWriter, value: unknown): boolean {
  if (!isUint32(value)) return false;
  out.varint32(value);
  return true;
}

export function writeFixed32(out: ByteWriter, value: unknown): boolean {
  if (!isUint32(value)) return false;
  out.fixed32(value);
  return true;
}

export function writeInt64(out: ByteWriter, value: unknown): boolean {
  if (!isInt64(value)) return false;
  out.varint64(value);
  return true;
}

export function writeSint64(out: ByteWriter, value: unknown): boolean {
  if (!isInt64(value)) return false;
  out.sint64(value);
  return true;
}

export function writeSfixed64(out: ByteWriter, value: unknown): boolean {
  if (!isInt64(value)) return false;
  out.fixed64(value);
  return true;
}

export function writeUint64(out: ByteWriter, value: unknown): boolean {
  if (!isUint64(value)) return false;
  out.varint64(value);
  return true;
}

export function writeFixed64(out: ByteWriter, value: unknown): boolean {
  if (!isUint64(value)) return false;
  out.fixed64(value);
  return true;
}

/** Any double but those that are finite and would not be as a float. */
export function writeFloat(out: ByteWriter, value: unknown): boolean {
  if (typeof value !== "number" || (Math.abs(value) > FLOAT32_MAX && Number.isFinite(value))) return false;
  out.float(value);
  return true;
}

export function writeDouble(out: ByteWriter, value: unknown): boolean {
  if (typeof value !== "number") return false;
  out.double(value);
  return true;
}

function isInt32(value: unknown): value is number {
  return typeof value === "number" && (value | 0) === value;
}

function isUint32(value: unknown): value is number {
  return typeof value === "number" && value >>> 0 === value;
}

function isInt64(value: unknown): value is bigint {
  return typeof value === "bigint" && BigInt.asIntN(64, value) === value;
}

function isUint64(value: unknown): value is bigint {
  return typeof value === "bigint" && BigInt.asUintN(64, value) === value;
}
