// The scalars of protobuf, for the encoders: what each is written by, and when it is left out.

import { ScalarType } from "@bufbuild/protobuf";
import type { Scalar } from "./encoder-model.ts";

const VARINT = 0;
const FIXED64 = 1;
const FIXED32 = 5;

/** Wire type of text, bytes, messages and packed lists. */
export const LENGTH_DELIMITED = 2;

export const encodedScalars: Readonly<Record<ScalarType, Scalar>> = {
  [ScalarType.DOUBLE]: floating("writeDouble", FIXED64),
  [ScalarType.FLOAT]: floating("writeFloat", FIXED32),
  [ScalarType.INT64]: exact("writeInt64", VARINT, "0n"),
  [ScalarType.UINT64]: exact("writeUint64", VARINT, "0n"),
  [ScalarType.INT32]: exact("writeInt32", VARINT, "0"),
  [ScalarType.FIXED64]: exact("writeFixed64", FIXED64, "0n"),
  [ScalarType.FIXED32]: exact("writeFixed32", FIXED32, "0"),
  [ScalarType.BOOL]: exact("writeBool", VARINT, "false"),
  [ScalarType.STRING]: exact("writeString", LENGTH_DELIMITED, '""'),
  [ScalarType.BYTES]: {
    writer: "writeBytes",
    wireType: LENGTH_DELIMITED,
    default: undefined,
    isSet: (it) => `!isEmptyBytes(${it})`,
  },
  [ScalarType.UINT32]: exact("writeUint32", VARINT, "0"),
  [ScalarType.SFIXED32]: exact("writeSfixed32", FIXED32, "0"),
  [ScalarType.SFIXED64]: exact("writeSfixed64", FIXED64, "0n"),
  [ScalarType.SINT32]: exact("writeSint32", VARINT, "0"),
  [ScalarType.SINT64]: exact("writeSint64", VARINT, "0n"),
};

function exact(writer: string, wireType: number, zero: string): Scalar {
  return { writer, wireType, default: zero, isSet: (it) => `${it} !== ${zero}` };
}

/** -0 is not the default, though it equals it. */
function floating(writer: string, wireType: number): Scalar {
  return { writer, wireType, default: "0", isSet: (it) => `!Object.is(${it}, 0)` };
}
