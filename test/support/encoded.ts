// What an encoder makes of a payload, beside what protobuf's own runtime makes of it.

import { create, type DescMessage, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import { ByteWriter } from "../../src/bytes/byte-writer.ts";
import { payloadFault } from "../../src/registry/payload-fault.ts";

export type Encode = (out: ByteWriter, payload: object) => boolean;

/** The bytes of an encoder that begins with `left` bytes in its buffer; undefined if it returned false. */
export function encoded(encode: Encode, payload: object, left = 1000): Uint8Array | undefined {
  const out = new ByteWriter();
  out.ensure(left);
  out.at = out.bytes.length - left;
  out.begin();
  return encode(out, payload) ? Uint8Array.from(out.bytes.subarray(out.start, out.at)) : undefined;
}

/** The bytes of the careful way, for any message; undefined if it refuses the payload. */
export function carefullyEncoded(schema: DescMessage, payload: object): Uint8Array | undefined {
  try {
    if (payloadFault(schema, payload) !== undefined) return undefined;
    return Uint8Array.from(toBinary(schema, create(schema, payload as MessageInitShape<DescMessage>)));
  } catch {
    return undefined;
  }
}

/** For thousands of comparisons in one test, of which an `expect` each would take seconds. */
export function sameBytes(a: Uint8Array, b: Uint8Array | undefined): boolean {
  return b !== undefined && Buffer.compare(a, b) === 0;
}
