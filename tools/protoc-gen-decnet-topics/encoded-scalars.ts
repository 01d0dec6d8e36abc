// The scalars of protobuf, for the encoders and decoders: what each is written and read by, and when it is left out.

import { ScalarType } from "@bufbuild/protobuf";
import type { Scalar } from "./encoder-model.ts";

const VARINT = 0;
const FIXED64 = 1;
const FIXED32 = 5;

/** Wire type of text, bytes, messages and packed lists. */
export const LENGTH_DELIMITED = 2;

export const encodedScalars: Readonly<Record<ScalarType, Scalar>> = {
  [ScalarType.DOUBLE]: floating("double", FIXED64),
  [ScalarType.FLOAT]: floating("float", FIXED32),
  [ScalarType.INT64]: exact("int64", VARINT, "0n"),
  [ScalarType.UINT64]: exact("uint64", VARINT, "0n"),
  [ScalarType.INT32]: exact("int32", VARINT, "0"),
  [ScalarType.FIXED64]: exact("fixed64", FIXED64, "0n"),
  [ScalarType.FIXED32]: exact("fixed32", FIXED32, "0"),
  [ScalarType.BOOL]: exact("bool", VARINT, "false"),
  [ScalarType.STRING]: exact("string", LENGTH_DELIMITED, '""'),
  [ScalarType.BYTES]: {
    reader: "bytes",
    writer: "writeBytes",
    wireType: LENGTH_DELIMITED,
    default: undefined,
    isSet: (it) => `!isEmptyBytes(${it})`,
  },
  [ScalarType.UINT32]: exact("uint32", VARINT, "0"),
  [ScalarType.SFIXED32]: exact("sfixed32", FIXED32, "0"),
  [ScalarType.SFIXED64]: exact("sfixed64", FIXED64, "0n"),
  [ScalarType.SINT32]: exact("sint32", VARINT, "0"),
  [ScalarType.SINT64]: exact("sint64", VARINT, "0n"),
};

function exact(name: string, wireType: number, zero: string): Scalar {
  return { reader: name, writer: writerOf(name), wireType, default: zero, isSet: (it) => `${it} !== ${zero}` };
}

/** -0 is not the default, though it equals it. */
function floating(name: string, wireType: number): Scalar {
  return { reader: name, writer: writerOf(name), wireType, default: "0", isSet: (it) => `!Object.is(${it}, 0)` };
}

function writerOf(name: string): string {
  return `write${name.slice(0, 1).toUpperCase()}${name.slice(1)}`;
}
