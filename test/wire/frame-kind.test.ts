import { create, toBinary } from "@bufbuild/protobuf";
import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { FrameSchema } from "../../gen/decnet/bus/v1/frame_pb.ts";
import { decodeFrame } from "../../src/wire/frame-codec.ts";
import { frameContent, FrameKind } from "../../src/wire/frame-kind.ts";
import { event } from "../support/arbitraries.ts";
import { delimitedField, joined, paddedVarint, utf8, varint } from "../support/bytes.ts";

describe("the kinds of a frame", () => {
  test("are numbered as in decnet.bus.v1.Frame", () => {
    const declared = FrameSchema.oneofs[0]!.fields.map(({ localName, number }) => [localName, number]);
    expect(Object.fromEntries(declared)).toEqual(FrameKind);
  });

  test.each(Object.entries(FrameKind))("are told apart: %s is %i", (_name, kind) => {
    const body = utf8("body");
    expect(contentOf(delimitedField(kind, body))).toEqual({ kind, start: 2, end: 6 });
  });

  property.prop([event, fc.nat({ max: 3 }), fc.nat({ max: 3 }), fc.integer({ min: 1, max: 5 })])(
    "are found without decoding, wherever the frame stands in its bytes and however its tag is written",
    ({ bytes }, before, behind, tagBytes) => {
      const frame = joined([paddedVarint(FrameKind.event * 8 + 2, tagBytes), varint(bytes.length), bytes]);
      const around = joined([new Uint8Array(before), frame, new Uint8Array(behind)]);
      const content = frameContent(around, before, before + frame.length);
      const end = before + frame.length;
      expect(content).toEqual({ kind: FrameKind.event, start: end - bytes.length, end });
    },
  );
});

describe("a frame is ignored", () => {
  test("if it is empty", () => {
    expect(contentOf(new Uint8Array(0))).toBeUndefined();
  });

  test.each([
    ["length-delimited", delimitedField(13, utf8("new"))],
    ["a varint", Uint8Array.of(13 * 8, 1)],
    ["a fixed64", Uint8Array.of(13 * 8 + 1, 1, 2, 3, 4, 5, 6, 7, 8)],
    ["a fixed32", Uint8Array.of(13 * 8 + 5, 1, 2, 3, 4)],
    ["of the highest number", delimitedField(2 ** 29 - 1, utf8("new"))],
  ])("if its kind is unknown: %s", (_what, frame) => {
    expect(contentOf(frame)).toBeUndefined();
  });
});

describe("a frame is a protocol error", () => {
  const ping = delimitedField(FrameKind.ping, Uint8Array.of(8, 1));
  const unknown = delimitedField(99, utf8("new"));

  test.each([
    ["two kinds", joined([ping, delimitedField(FrameKind.pong, Uint8Array.of(8, 1))])],
    ["one kind twice", joined([ping, ping])],
    ["a kind and an unknown field", joined([ping, unknown])],
    ["an unknown field and a kind", joined([unknown, ping])],
    ["two unknown fields", joined([unknown, unknown])],
  ])("if it holds %s", (_what, frame) => {
    expect(contentOf(frame)).toEqual({ code: "PROTOCOL_ERROR", detail: "a frame holds more than one field" });
  });

  test.each([
    ["a varint", Uint8Array.of(FrameKind.ping * 8, 1), 0],
    ["a fixed64", Uint8Array.of(FrameKind.ping * 8 + 1, 1, 2, 3, 4, 5, 6, 7, 8), 1],
    ["a fixed32", Uint8Array.of(FrameKind.ping * 8 + 5, 1, 2, 3, 4), 5],
  ])("if a known kind is %s", (_what, frame, wireType) => {
    const detail = `frame kind 8 has wire type ${wireType}`;
    expect(contentOf(frame)).toEqual({ code: "PROTOCOL_ERROR", detail });
  });

  test.each([
    ["is a group", Uint8Array.of(FrameKind.ping * 8 + 3, FrameKind.ping * 8 + 4)],
    ["is an unknown group", Uint8Array.of(107, 108)],
    ["has field number 0", Uint8Array.of(2, 0)],
    ["has a tag of six bytes", joined([paddedVarint(FrameKind.ping * 8 + 2, 6), Uint8Array.of(0)])],
    ["ends within its field", ping.slice(0, -1)],
    ["goes on behind its field", joined([ping, Uint8Array.of(0x80)])],
    ["goes on behind an unknown field", joined([unknown, Uint8Array.of(0)])],
  ])("if it %s", (_what, frame) => {
    expect(contentOf(frame)).toEqual({ code: "PROTOCOL_ERROR", detail: "a frame is not well-formed protobuf" });
  });

  test("wherever a frame is cut off", () => {
    const frame = toBinary(
      FrameSchema,
      create(FrameSchema, { kind: { case: "goodbye", value: { detail: "leaving" } } }),
    );
    for (let end = 1; end < frame.length; end++) {
      expect(contentOf(frame.slice(0, end))).toMatchObject({ code: "PROTOCOL_ERROR" });
    }
  });
});

property.prop([fc.uint8Array({ maxLength: 24 })], { numRuns: 2_000 })(
  "a kind that is found is the kind that protobuf's runtime finds, if it can decode the frame",
  (bytes) => {
    const content = contentOf(bytes);
    if (content === undefined || "code" in content) return;
    let kind: ReturnType<typeof decodeFrame>;
    try {
      kind = decodeFrame(bytes, 0, bytes.length);
    } catch {
      // What is inside may be anything.
      return;
    }
    expect(FrameKind[kind.case!]).toBe(content.kind);
  },
);

function contentOf(frame: Uint8Array): ReturnType<typeof frameContent> {
  return frameContent(frame, 0, frame.length);
}
