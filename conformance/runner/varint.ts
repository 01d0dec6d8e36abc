// `varint(size) + bytes`, written from docs/protocol.md and from nothing else.

/** A varint is 7 bits a byte, the lowest first. */
function varint(value: number): Uint8Array {
  const bytes = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) + 0x80);
  return Uint8Array.from([...bytes, rest]);
}

/** The bytes with their number in front. */
export function sized(bytes: Uint8Array): Uint8Array {
  return Buffer.concat([varint(bytes.length), bytes]);
}

/** What stands behind a size. */
export interface SizedBytes {
  readonly size: number;
  /** Where the bytes begin; how many of them are there is not looked at. */
  readonly start: number;
}

const MAX_SIZE_BYTES = 5;

/**
 * Reads the size at `start`, or undefined while it is not complete.
 * @throws Error if it is longer than a size may be.
 */
export function readSize(bytes: Uint8Array, start: number): SizedBytes | undefined {
  let size = 0;
  for (let at = start; at < bytes.length; at++) {
    const place = at - start;
    if (place >= MAX_SIZE_BYTES) throw new Error("a size has more than 5 bytes");
    size += (bytes[at]! & 0x7f) * 0x80 ** place;
    if (bytes[at]! < 0x80) return { size, start: at + 1 };
  }
  return undefined;
}
