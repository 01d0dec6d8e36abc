// A payload's fields in received bytes, for the generated decoders: each read returns the value and moves behind it. What is malformed
// sets `failed` and ends the reading; what the caller has got by then is of no use, and the careful way says what is wrong.

import { isUtf8 } from "node:buffer";

/** What Buffer.prototype.toString comes to in the end, without the way there; Node's types leave it out. */
type TextSlice = (this: Uint8Array, start: number, end: number) => string;
const { latin1Slice, utf8Slice } = Buffer.prototype as unknown as Record<"latin1Slice" | "utf8Slice", TextSlice>;

const MAX_VARINT32_BYTES = 5;
const MAX_VARINT64_BYTES = 10;

/** Up to so many characters, putting them together here is quicker than a call into the runtime. */
const SHORT_STRING = 8;

/** Where the eight or four bytes of a number are put together. */
const scratch = new DataView(new ArrayBuffer(8));

export class FieldReader {
  #bytes: Uint8Array = new Uint8Array(0);
  /** Next byte to read. */
  at = 0;
  /** First byte that is not of the message that is being read. */
  end = 0;
  /** A read met bytes that are not well-formed. */
  failed = false;

  /** Begins with the message in `bytes[start..end)`. */
  begin(bytes: Uint8Array, start: number, end: number): this {
    this.#bytes = bytes;
    this.at = start;
    this.end = end;
    this.failed = false;
    return this;
  }

  /** Field number times 8, plus wire type. */
  tag(): number {
    const byte = this.#bytes[this.at]!;
    if (byte >= 0x80) return this.#varint32();
    this.at++;
    return byte;
  }

  /** Goes into the message that comes next; returns what `leave` takes. */
  enter(): number {
    const outer = this.end;
    const length = this.#length();
    this.end = this.at + length;
    return outer;
  }

  /** The message that was entered has been read to its end. */
  leave(outer: number): void {
    this.end = outer;
  }

  string(): string {
    const length = this.#length();
    const start = this.at;
    const end = (this.at = start + length);
    const bytes = this.#bytes;
    let bits = 0;
    for (let at = start; at < end; at++) bits |= bytes[at]!;
    if (bits < 0x80)
      return length <= SHORT_STRING ? shortText(bytes, start, length) : latin1Slice.call(bytes, start, end);
    if (isUtf8(bytes.subarray(start, end))) return utf8Slice.call(bytes, start, end);
    this.#fail();
    return "";
  }

  /** A copy: who keeps it must not keep the chunk that it came in. */
  bytes(): Uint8Array<ArrayBuffer> {
    const length = this.#length();
    const start = this.at;
    this.at = start + length;
    return Uint8Array.from(this.#bytes.subarray(start, this.at));
  }

  bool(): boolean {
    this.#varint64();
    return (scratch.getUint32(0) | scratch.getUint32(4)) !== 0;
  }

  int32(): number {
    return this.uint32() | 0;
  }

  uint32(): number {
    const byte = this.#bytes[this.at]!;
    if (byte < 0x80 && this.at < this.end) {
      this.at++;
      return byte;
    }
    // Negative ones are written with 64 bits.
    this.#varint64();
    return scratch.getUint32(0, true);
  }

  sint32(): number {
    const zigzag = this.uint32();
    return (zigzag >>> 1) ^ -(zigzag & 1);
  }

  int64(): bigint {
    this.#varint64();
    return scratch.getBigInt64(0, true);
  }

  uint64(): bigint {
    this.#varint64();
    return scratch.getBigUint64(0, true);
  }

  sint64(): bigint {
    const zigzag = this.uint64();
    return (zigzag >> 1n) ^ -(zigzag & 1n);
  }

  fixed32(): number {
    this.#fixed(4);
    return scratch.getUint32(0, true);
  }

  sfixed32(): number {
    this.#fixed(4);
    return scratch.getInt32(0, true);
  }

  fixed64(): bigint {
    this.#fixed(8);
    return scratch.getBigUint64(0, true);
  }

  sfixed64(): bigint {
    this.#fixed(8);
    return scratch.getBigInt64(0, true);
  }

  float(): number {
    this.#fixed(4);
    return scratch.getFloat32(0, true);
  }

  double(): number {
    this.#fixed(8);
    return scratch.getFloat64(0, true);
  }

  /** Of what follows; all of it is there. */
  #length(): number {
    const length = this.tag();
    if (length <= this.end - this.at) return length;
    this.#fail();
    return 0;
  }

  #varint32(): number {
    let value = 0;
    let scale = 1;
    for (let count = 1; count <= MAX_VARINT32_BYTES && this.at < this.end; count++) {
      const byte = this.#bytes[this.at++]!;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80 && value < 2 ** 32) return value;
      scale *= 128;
    }
    this.#fail();
    return 0;
  }

  /** Into `scratch`, little end first. */
  #varint64(): void {
    let low = 0;
    let high = 0;
    for (let shift = 0; shift < 7 * MAX_VARINT64_BYTES && this.at < this.end; shift += 7) {
      const byte = this.#bytes[this.at++]!;
      const bits = byte & 0x7f;
      if (shift < 32) low |= bits << shift;
      // The fifth byte has bits of both halves.
      if (shift > 24) high |= shift < 32 ? bits >>> (32 - shift) : bits << (shift - 32);
      if (byte >= 0x80) continue;
      scratch.setInt32(0, low, true);
      scratch.setInt32(4, high, true);
      return;
    }
    this.#fail();
  }

  #fixed(length: number): void {
    if (length > this.end - this.at) {
      this.#fail();
      return;
    }
    for (let index = 0; index < length; index++) scratch.setUint8(index, this.#bytes[this.at++]!);
  }

  #fail(): void {
    this.failed = true;
    this.at = this.end;
  }
}

/** `length` characters of ASCII, at most SHORT_STRING. */
function shortText(bytes: Uint8Array, start: number, length: number): string {
  const { fromCharCode } = String;
  const at = (index: number): number => bytes[start + index]!;
  switch (length) {
    case 0:
      return "";
    case 1:
      return fromCharCode(at(0));
    case 2:
      return fromCharCode(at(0), at(1));
    case 3:
      return fromCharCode(at(0), at(1), at(2));
    case 4:
      return fromCharCode(at(0), at(1), at(2), at(3));
    case 5:
      return fromCharCode(at(0), at(1), at(2), at(3), at(4));
    case 6:
      return fromCharCode(at(0), at(1), at(2), at(3), at(4), at(5));
    case 7:
      return fromCharCode(at(0), at(1), at(2), at(3), at(4), at(5), at(6));
    default:
      return fromCharCode(at(0), at(1), at(2), at(3), at(4), at(5), at(6), at(7));
  }
}
