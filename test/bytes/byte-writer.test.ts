// Against the writer of protobuf's own runtime, with the end of the buffer wherever it hurts.

import { BinaryWriter } from "@bufbuild/protobuf/wire";
import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { ByteWriter } from "../../src/bytes/byte-writer.ts";
import { anyText, loneSurrogate } from "../support/text-arbitrary.ts";

/** The same thing, told to either writer. */
interface Write {
  readonly ours: (out: ByteWriter) => void;
  readonly theirs: (writer: BinaryWriter) => void;
}

const int32 = fc.oneof(fc.integer(), fc.constantFrom(0, -1, 127, 128, 2 ** 31 - 1, -(2 ** 31)));
const uint32 = fc.oneof(fc.nat({ max: 2 ** 32 - 1 }), fc.constantFrom(0, 127, 128, 2 ** 31, 2 ** 32 - 1));
const edges = [
  0n,
  1n,
  -1n,
  127n,
  128n,
  2n ** 28n,
  2n ** 31n,
  2n ** 32n,
  2n ** 35n,
  2n ** 56n,
  2n ** 63n - 1n,
  -(2n ** 63n),
];
const int64 = fc.oneof(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), fc.constantFrom(...edges));
const uint64 = int64.map((value) => BigInt.asUintN(64, value));
const bytes = fc.uint8Array({ maxLength: 300 });

/** Any of `values`, written by both. */
function told<T>(
  values: fc.Arbitrary<T>,
  ours: (out: ByteWriter, value: T) => unknown,
  theirs: (writer: BinaryWriter, value: T) => unknown,
): fc.Arbitrary<Write> {
  return values.map((value) => ({
    ours: (out) => void ours(out, value),
    theirs: (writer) => void theirs(writer, value),
  }));
}

const { write } = fc.letrec<{ write: Write }>((tie) => ({
  write: fc.oneof(
    { maxDepth: 4 },
    told(
      uint32,
      (out, value) => out.varint32(value),
      (writer, value) => writer.uint32(value),
    ),
    told(
      uint32,
      (out, value) => out.tag(value),
      (writer, value) => writer.uint32(value),
    ),
    told(
      int32,
      (out, value) => out.int32(value),
      (writer, value) => writer.int32(value),
    ),
    told(
      int32,
      (out, value) => out.sint32(value),
      (writer, value) => writer.sint32(value),
    ),
    told(
      int32,
      (out, value) => out.fixed32(value),
      (writer, value) => writer.sfixed32(value),
    ),
    told(
      uint32,
      (out, value) => out.fixed32(value),
      (writer, value) => writer.fixed32(value),
    ),
    told(
      int64,
      (out, value) => out.varint64(value),
      (writer, value) => writer.int64(value),
    ),
    told(
      uint64,
      (out, value) => out.varint64(value),
      (writer, value) => writer.uint64(value),
    ),
    told(
      int64,
      (out, value) => out.sint64(value),
      (writer, value) => writer.sint64(value),
    ),
    told(
      int64,
      (out, value) => out.fixed64(value),
      (writer, value) => writer.sfixed64(value),
    ),
    told(
      uint64,
      (out, value) => out.fixed64(value),
      (writer, value) => writer.fixed64(value),
    ),
    told(
      fc.float(),
      (out, value) => out.float(value),
      (writer, value) => writer.float(value),
    ),
    told(
      fc.double(),
      (out, value) => out.double(value),
      (writer, value) => writer.double(value),
    ),
    told(
      fc.boolean(),
      (out, value) => out.bool(value),
      (writer, value) => writer.bool(value),
    ),
    told(
      bytes,
      (out, value) => out.raw(value),
      (writer, value) => writer.raw(value),
    ),
    told(
      bytes,
      (out, value) => out.lengthAndBytes(value),
      (writer, value) => writer.bytes(value),
    ),
    told(
      anyText,
      (out, value) => out.string(value),
      (writer, value) => writer.string(value),
    ),
    told(
      fc.array(tie("write"), { maxLength: 6 }),
      (out, content) => {
        const mark = out.open();
        for (const { ours } of content) ours(out);
        out.close(mark);
      },
      (writer, content) => {
        writer.fork();
        for (const { theirs } of content) theirs(writer);
        writer.join();
      },
    ),
  ),
}));

const event = fc.array(write, { maxLength: 8 });

describe("a byte writer", () => {
  property.prop([event, fc.nat({ max: 400 })])(
    "writes what protobuf's own runtime writes, wherever in an event the buffer ends",
    (writes, left) => {
      const out = writerWith(left);
      for (const { ours } of writes) ours(out);
      expect(written(out)).toEqual(expected(writes));
    },
  );

  property.prop([fc.array(fc.tuple(event, fc.nat({ max: 400 })), { maxLength: 8 })])(
    "never changes what it has handed out",
    (events) => {
      const out = new ByteWriter();
      const handedOut: Uint8Array[] = [];
      for (const [writes, left] of events) {
        // Now and then the end of the buffer is near.
        if (left < 200 && out.bytes.length - out.at > left) skipTo(out, left);
        out.begin();
        for (const { ours } of writes) ours(out);
        handedOut.push(out.bytes.subarray(out.start, out.at));
      }
      expect(handedOut.map((range) => Uint8Array.from(range))).toEqual(events.map(([writes]) => expected(writes)));
    },
  );

  property.prop([event, event, fc.nat({ max: 400 })])(
    "takes back the current event and no other, when it is told to",
    (before, given, left) => {
      const out = writerWith(left);
      for (const { ours } of before) ours(out);
      const length = out.at - out.start;
      for (const { ours } of given) ours(out);
      out.at = out.start + length;
      expect(written(out)).toEqual(expected(before));
    },
  );

  test("allocates nothing before it is used, and then a buffer for many events", () => {
    const out = new ByteWriter();
    expect(out.bytes).toHaveLength(0);
    out.bool(true);
    expect(out.bytes).toHaveLength(64 * 1024);
  });

  test("fills a buffer to its last byte before it takes another", () => {
    const out = writerWith(3);
    const { bytes: first } = out;
    out.raw(Uint8Array.of(1, 2, 3));
    expect(out.bytes).toBe(first);
    expect(first.subarray(-3)).toEqual(Uint8Array.of(1, 2, 3));
    out.begin();
    out.raw(Uint8Array.of(4));
    expect(out.bytes).not.toBe(first);
    expect([out.start, out.at]).toEqual([0, 1]);
  });

  test("has a buffer of twice what a large event needs", () => {
    const out = writerWith(10);
    out.raw(new Uint8Array(10));
    out.raw(new Uint8Array(100_000));
    expect(out.bytes).toHaveLength(200_020);
    expect([out.start, out.at]).toEqual([0, 100_010]);
  });

  test("makes no more room than a long text needs", () => {
    const out = new ByteWriter();
    expect(out.string("x".repeat(100_000))).toBe(true);
    expect(out.bytes.length).toBeLessThan(200_100);
  });
});

describe("what stands behind its length", () => {
  const LENGTHS = [0, 127, 128, 16_383, 16_384, 2_097_151, 2_097_152];

  test.for(LENGTHS.flatMap((length) => [0, 1, 2, 3, 4].map((left) => [length, left] as const)))(
    "is in its place with %i bytes, and %i left when it ends",
    ([length, left]) => {
      const content = Uint8Array.from({ length }, (_, index) => index % 251);
      const out = writerWith(2 + length + left);
      const { bytes: first } = out;
      const outer = out.open();
      const inner = out.open();
      out.raw(content);
      expect(out.bytes).toBe(first);
      out.close(inner);
      out.close(outer);
      const writer = new BinaryWriter().fork().bytes(content).join();
      expect(Buffer.compare(written(out), writer.finish())).toBe(0);
    },
  );

  test.for(LENGTHS.flatMap((length) => ["a", "ä", "€", "😀"].map((unit) => [length, unit] as const)))(
    "may be text of %i characters: %s",
    ([length, unit]) => {
      const text = unit.repeat(length);
      for (const left of [0, 3, length, length + 3, 4 * length + 5]) {
        const out = writerWith(left);
        expect(out.string(text)).toBe(true);
        expect(Buffer.compare(written(out), new BinaryWriter().string(text).finish())).toBe(0);
      }
    },
  );
});

describe("text", () => {
  property.prop([loneSurrogate, fc.nat({ max: 400 })])("is refused if half of a pair is in it", (text, left) => {
    expect(writerWith(left).string(text)).toBe(false);
  });
});

/** A writer with an event before, and so many bytes left in its buffer. */
function writerWith(left: number): ByteWriter {
  const out = new ByteWriter();
  out.ensure(left + 1);
  skipTo(out, left);
  out.begin();
  return out;
}

function skipTo(out: ByteWriter, left: number): void {
  out.at = out.bytes.length - left;
}

function written(out: ByteWriter): Uint8Array {
  return Uint8Array.from(out.bytes.subarray(out.start, out.at));
}

function expected(writes: readonly Write[]): Uint8Array {
  const writer = new BinaryWriter();
  for (const { theirs } of writes) theirs(writer);
  return Uint8Array.from(writer.finish());
}
