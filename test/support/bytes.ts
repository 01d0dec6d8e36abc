// Bytes, put together and taken apart.

/** The chunks in one piece. */
export function joined(chunks: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(chunks));
}

/** One byte a chunk. */
export function singleBytes(bytes: Uint8Array): Uint8Array[] {
  return Array.from(bytes, (byte) => Uint8Array.of(byte));
}

/** `text` as UTF-8. */
export function utf8(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, "utf8"));
}

/** A varint of exactly `length` bytes, which may be more than it needs. */
export function paddedVarint(value: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let rest = value;
  for (let at = 0; at < length; at++) {
    bytes[at] = (rest % 128) | (at < length - 1 ? 0x80 : 0);
    rest = Math.floor(rest / 128);
  }
  return bytes;
}

/** A varint in as few bytes as it needs. */
export function varint(value: number): Uint8Array {
  let length = 1;
  for (let rest = value; rest >= 128; rest = Math.floor(rest / 128)) length++;
  return paddedVarint(value, length);
}

/** A field with wire type 2. */
export function delimitedField(field: number, value: Uint8Array): Uint8Array {
  return joined([varint(field * 8 + 2), varint(value.length), value]);
}

/** `body` behind its size, as a frame stands in the stream. */
export function sized(body: Uint8Array): Uint8Array {
  return joined([varint(body.length), body]);
}

/** A whole frame of so many bytes, size prefix included; nothing in it. */
export function frameOf(bytes: number): Uint8Array {
  const frame = new Uint8Array(bytes);
  // A longer prefix than needed, where no shorter one makes the sum.
  for (let length = 1; ; length++) {
    if (bytes - length < 128 ** length) {
      frame.set(paddedVarint(bytes - length, length));
      return frame;
    }
  }
}
