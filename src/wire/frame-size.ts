// The size prefix in front of every frame: a varint of at most five bytes.

import { type Fault, protocolFault } from "./fault.ts";

/** A size is at most 32 bits: five bytes of varint. */
const MAX_SIZE_BYTES = 5;

export interface FrameSize {
  /** Of the Frame, without the prefix. */
  readonly bytes: number;
  readonly bodyStart: number;
}

/** Reads a size prefix; undefined while it is not complete. Checked before anything is buffered. */
export function readFrameSize(
  bytes: Uint8Array,
  start: number,
  end: number,
  max: number,
): FrameSize | Fault | undefined {
  let size = 0;
  let scale = 1;
  for (let at = start; at < end; at++) {
    const byte = bytes[at]!;
    size += (byte & 0x7f) * scale;
    if (byte < 0x80) {
      if (size <= max) return { bytes: size, bodyStart: at + 1 };
      return { code: "FRAME_TOO_LARGE", detail: `a frame of ${size} bytes was announced; at most ${max} are accepted` };
    }
    if (at - start + 1 >= MAX_SIZE_BYTES)
      return protocolFault("a frame's size has more than 5 bytes; is the peer speaking this protocol?");
    scale *= 128;
  }
  return undefined;
}

/** Where the frame ends that begins at `start`, of which it is known that it is whole. */
export function frameEnd(bytes: Uint8Array, start: number): number {
  let at = start;
  let size = 0;
  let scale = 1;
  for (let byte = 0x80; byte >= 0x80; scale *= 128) {
    byte = bytes[at++]!;
    size += (byte & 0x7f) * scale;
  }
  return at + size;
}
