// Frames as messages: everything but the forwarding of events goes through protobuf's own runtime.

import { create, fromBinary, type MessageInitShape } from "@bufbuild/protobuf";
import { sizeDelimitedEncode } from "@bufbuild/protobuf/wire";
import { type Frame, FrameSchema } from "../../gen/decnet/bus/v1/frame_pb.ts";

/** What a frame holds, as `{ case: "ping", value: { ref: 1 } }`. */
export type FrameKindInit = NonNullable<MessageInitShape<typeof FrameSchema>["kind"]>;

/** A frame as it stands in the stream: size prefix and Frame. */
export function encodeFrame(kind: FrameKindInit): Uint8Array {
  return sizeDelimitedEncode(FrameSchema, create(FrameSchema, { kind }));
}

/**
 * Decodes the Frame in `bytes[start..end)` (without its size prefix).
 * @throws whatever protobuf's runtime throws on bytes that are not well-formed.
 */
export function decodeFrame(bytes: Uint8Array, start: number, end: number): Frame["kind"] {
  return fromBinary(FrameSchema, bytes.subarray(start, end)).kind;
}

/** Size of the Frame in an encoded frame, without its size prefix: what limits are about. */
export function frameBodyBytes(frame: Uint8Array): number {
  // The prefix is a varint: its last byte is the first one below 128.
  return frame.length - 1 - frame.findIndex((byte) => byte < 0x80);
}
