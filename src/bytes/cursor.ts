// A position in received bytes, with the two things that protobuf's encoding needs: varints, and skipping a field. Nothing is copied
// and nothing is decoded; a malformed read sets `failed` and leaves the rest to the caller.

/** Wire types of protobuf. Groups (3 and 4) are not used by this protocol. */
export const VARINT = 0;
export const FIXED64 = 1;
export const LENGTH_DELIMITED = 2;
export const FIXED32 = 5;

const MAX_VARINT_BYTES = 10;
/** Of a tag or a length. Longer ones hold nothing but zeros, and runtimes differ on them: what one skips, another refuses. */
const MAX_VARINT32_BYTES = 5;

export class Cursor {
  bytes: Uint8Array;
  /** Next byte to read. */
  at: number;
  /** First byte that is not ours. */
  end: number;
  /** A read met bytes that are not well-formed. Stays set. */
  failed = false;
  /** Field number and wire type of the last tag. */
  field = 0;
  wireType = 0;
  /** Where the value of the last field begins and ends, if it is length-delimited or fixed. */
  valueStart = 0;
  valueEnd = 0;

  constructor(bytes: Uint8Array, at: number, end: number) {
    this.bytes = bytes;
    this.at = at;
    this.end = end;
  }

  /** Begins anew, elsewhere. */
  reset(bytes: Uint8Array, at: number, end: number): void {
    this.bytes = bytes;
    this.at = at;
    this.end = end;
    this.failed = false;
  }

  /** Reads the next field: its tag into `field` and `wireType`, and moves behind its value. False at the end, and on a failure. */
  nextField(): boolean {
    if (this.at >= this.end || this.failed) return false;
    const tag = this.varint(MAX_VARINT32_BYTES);
    this.field = Math.floor(tag / 8);
    this.wireType = tag % 8;
    // 2^32: a tag has at most 29 bits of field number and 3 of wire type.
    if (this.failed || this.field === 0 || tag >= 2 ** 32) return this.#fail();
    this.#skipValue();
    return !this.failed;
  }

  /** Reads a varint of at most `maxBytes`. Numbers above 2^53 lose precision, which nothing here depends on. */
  varint(maxBytes: number): number {
    let value = 0;
    let scale = 1;
    for (let count = 1; count <= maxBytes && this.at < this.end; count++) {
      const byte = this.bytes[this.at++]!;
      value += (byte & 0x7f) * scale;
      // Of 64 bits, one is left for the tenth byte.
      if (byte < 0x80 && (count < MAX_VARINT_BYTES || byte <= 1)) return value;
      scale *= 128;
    }
    this.#fail();
    return 0;
  }

  #skipValue(): void {
    switch (this.wireType) {
      case VARINT:
        this.varint(MAX_VARINT_BYTES);
        break;
      case FIXED64:
        this.#skip(8);
        break;
      case FIXED32:
        this.#skip(4);
        break;
      case LENGTH_DELIMITED:
        this.#skip(this.varint(MAX_VARINT32_BYTES));
        break;
      default:
        this.#fail();
    }
    if (this.at > this.end) this.#fail();
  }

  #skip(length: number): void {
    this.valueStart = this.at;
    this.valueEnd = this.at += length;
  }

  #fail(): false {
    this.failed = true;
    return false;
  }
}
