// google.protobuf.Struct straight from a JSON object: no message is built that would only be walked once more.

import type { ByteWriter } from "./byte-writer.ts";
import { isList, isPlain } from "./plain-values.ts";

/** Levels of objects and lists within each other. Deeper ones, and circles, are for the careful way to judge. */
const MAX_DEPTH = 32;

// Tags of Struct.fields with the key and the value of its entries, of ListValue.values, and of the kinds of a Value.
const FIELDS = 0x0a;
const KEY = 0x0a;
const VALUE = 0x12;
const VALUES = 0x0a;
const NULL_VALUE = 0x08;
const NUMBER_VALUE = 0x11;
const STRING_VALUE = 0x1a;
const BOOL_VALUE = 0x20;
const STRUCT_VALUE = 0x2a;
const LIST_VALUE = 0x32;

/**
 * Writes the fields of a Struct, without tag and length. False, and something unfit is written, if `json` is anything but an object of
 * JSON: undefined, NaN or a Date in it, half of a surrogate pair, more levels than are taken here.
 */
export function writeStruct(out: ByteWriter, json: unknown): boolean {
  return isPlain(json) && writeFields(out, json, MAX_DEPTH);
}

function writeFields(out: ByteWriter, json: Readonly<Record<string, unknown>>, depthLeft: number): boolean {
  for (const key in json) {
    const entry = out.tag(FIELDS).open();
    if (!out.tag(KEY).string(key)) return false;
    const value = out.tag(VALUE).open();
    if (!writeValue(out, json[key], depthLeft)) return false;
    out.close(value);
    out.close(entry);
  }
  return true;
}

function writeValues(out: ByteWriter, list: readonly unknown[], depthLeft: number): boolean {
  for (const item of list) {
    const value = out.tag(VALUES).open();
    if (!writeValue(out, item, depthLeft)) return false;
    out.close(value);
  }
  return true;
}

function writeValue(out: ByteWriter, value: unknown, depthLeft: number): boolean {
  switch (typeof value) {
    case "string":
      return out.tag(STRING_VALUE).string(value);
    case "number":
      out.tag(NUMBER_VALUE).double(value);
      return Number.isFinite(value);
    case "boolean":
      out.tag(BOOL_VALUE).bool(value);
      return true;
    default:
      if (value !== null) return writeNested(out, value, depthLeft - 1);
      out.tag(NULL_VALUE).varint32(0);
      return true;
  }
}

function writeNested(out: ByteWriter, value: unknown, depthLeft: number): boolean {
  if (depthLeft === 0) return false;
  const list = isList(value);
  const content = out.tag(list ? LIST_VALUE : STRUCT_VALUE).open();
  if (list) {
    if (!writeValues(out, value, depthLeft)) return false;
  } else if (!isPlain(value) || !writeFields(out, value, depthLeft)) return false;
  out.close(content);
  return true;
}
