import { fc, test as property } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import { frameEnd, readFrameSize } from "../../src/wire/frame-size.ts";
import { joined, paddedVarint } from "../support/bytes.ts";

const MAX = 2 ** 32;
const size = fc.oneof(fc.nat({ max: 300 }), fc.nat({ max: MAX - 1 }));

describe("a frame's size", () => {
  property.prop([size, fc.integer({ min: 1, max: 5 }), fc.nat({ max: 3 })])(
    "is read from any varint of up to five bytes, and says where the frame ends",
    (bytes, length, before) => {
      fc.pre(bytes < 128 ** length);
      const stream = joined([new Uint8Array(before).fill(0xff), paddedVarint(bytes, length), Uint8Array.of(0xff)]);
      expect(readFrameSize(stream, before, stream.length, MAX)).toEqual({ bytes, bodyStart: before + length });
      expect(frameEnd(stream, before)).toBe(before + length + bytes);
    },
  );
});
