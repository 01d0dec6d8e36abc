// `decnet-bus/wire`: the frames and their codec, for authors of tools that speak the protocol themselves.

export * from "../../gen/decnet/bus/v1/code_pb.ts";
export * from "../../gen/decnet/bus/v1/frame_pb.ts";
export { decodeFrame, encodeFrame, type FrameKindInit } from "./frame-codec.ts";
export { FrameReader, type OnFrame } from "./frame-reader.ts";
export type { Fault } from "./fault.ts";
export { DEFAULT_LIMITS, type Limits } from "./limits.ts";
