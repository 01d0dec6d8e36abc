import { Readable } from "node:stream";
import { create, toBinary } from "@bufbuild/protobuf";
import { sizeDelimitedDecodeStream } from "@bufbuild/protobuf/wire";
import { describe, expect, test } from "vitest";
import { Code } from "../../gen/decnet/bus/v1/code_pb.ts";
import { EventSchema, type Frame, FrameSchema } from "../../gen/decnet/bus/v1/frame_pb.ts";
import { decodeFrame, encodeFrame, type FrameKindInit } from "../../src/wire/frame-codec.ts";
import { delimitedField, joined, sized, utf8 } from "../support/bytes.ts";

const KINDS: FrameKindInit[] = [
  { case: "hello", value: { protocolMin: 1, protocolMax: 1, clientName: "mutator", pid: 7, noEcho: true } },
  { case: "event", value: { topic: "a.b", payload: new Uint8Array(200), publishedAt: 2n ** 64n - 1n } },
  { case: "dropped", value: { count: 3n, total: 5n, topics: [{ topic: "a.b", count: 3n }], topicsTruncated: true } },
  { case: "goodbye", value: { code: Code.SHUTDOWN, detail: "later", reconnectAfterMs: 250 } },
  { case: "ping", value: {} },
];

describe("frames", () => {
  test.each(KINDS)("are written so that any protobuf runtime reads them back: $case", async (kind) => {
    const chunks = Readable.from([encodeFrame(kind), encodeFrame(kind)]);
    const frames: Frame[] = [];
    for await (const frame of sizeDelimitedDecodeStream(FrameSchema, chunks)) frames.push(frame);
    expect(frames).toEqual([create(FrameSchema, { kind }), create(FrameSchema, { kind })]);
  });

  test.each(KINDS)("are read out of the middle of other bytes: $case", (kind) => {
    const frame = toBinary(FrameSchema, create(FrameSchema, { kind }));
    const bytes = joined([utf8("before"), frame, utf8("behind")]);
    expect(decodeFrame(bytes, 6, 6 + frame.length)).toEqual(create(FrameSchema, { kind }).kind);
  });

  test("have their topic first, which is the fast way", () => {
    const event = toBinary(EventSchema, create(EventSchema, { payload: utf8("x"), topic: "a", type: "t" }));
    expect([...event.slice(0, 3)]).toEqual([10, 1, 97]);
    expect(encodeFrame({ case: "event", value: { payload: utf8("x"), topic: "a", type: "t" } })).toEqual(
      sized(delimitedField(5, event)),
    );
  });

  test("that are empty hold nothing, and bytes that are not protobuf throw", () => {
    expect(decodeFrame(new Uint8Array(0), 0, 0)).toEqual({ case: undefined });
    expect(() => decodeFrame(Uint8Array.of(66, 9), 0, 2)).toThrow(RangeError);
  });
});
