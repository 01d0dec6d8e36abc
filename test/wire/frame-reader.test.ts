import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import type { Fault } from "../../src/wire/fault.ts";
import { FrameReader } from "../../src/wire/frame-reader.ts";
import { cutsOf } from "../support/arbitraries.ts";
import { joined, paddedVarint, singleBytes, sized, varint } from "../support/bytes.ts";
import { byteCostOf } from "../support/counted.ts";

const MAX = 1_000;

/** A Frame's body, and its size prefix, which may be longer than it needs. */
const frame = fc
  .tuple(
    fc.oneof(fc.uint8Array({ maxLength: 5 }), fc.uint8Array({ maxLength: 300 })),
    fc.integer({ min: 2, max: 5 }),
    fc.boolean(),
  )
  .map(([body, length, padded]) => ({
    body,
    bytes: joined([padded ? paddedVarint(body.length, length) : varint(body.length), body]),
  }));

const cutStream = fc
  .array(frame, { maxLength: 12 })
  .chain((frames) => cutsOf(joined(frames.map(({ bytes }) => bytes))).map((chunks) => ({ frames, chunks })));

describe("a frame reader", () => {
  property.prop([cutStream])("finds the same frames however the stream is cut", ({ frames, chunks }) => {
    const read = readAll(chunks);
    expect(read.fault).toBeUndefined();
    expect(read.bodies).toEqual(frames.map(({ body }) => body));
    expect(read.whole).toEqual(frames.map(({ bytes }) => bytes));
    expect(read.reader.partial).toBe(false);
  });

  property.prop([fc.array(frame, { maxLength: 4 }), frame, fc.infiniteStream(fc.boolean())])(
    "knows whether a frame is begun",
    (frames, last, cuts) => {
      const bytes = joined([...frames, last].map((each) => each.bytes));
      const ends = new Set([0]);
      let end = 0;
      for (const each of [...frames, last]) ends.add((end += each.bytes.length));
      const { reader } = readAll([]);
      let begin = 0;
      for (let at = 1; at <= bytes.length; at++) {
        if (cuts.next().value && at < bytes.length) continue;
        reader.push(bytes.slice(begin, at));
        begin = at;
        expect(reader.partial).toBe(!ends.has(at));
      }
    },
  );

  test("hands on a frame that lies in one chunk as a range of that chunk", () => {
    const chunk = joined([sized(Uint8Array.of(1, 2, 3)), sized(new Uint8Array(0)), sized(Uint8Array.of(4))]);
    const seen: unknown[] = [];
    const reader = new FrameReader(MAX, (bytes, start, bodyStart, end) => {
      seen.push([bytes === chunk, start, bodyStart, end]);
      return true;
    });
    reader.push(chunk);
    expect(seen).toEqual([
      [true, 0, 1, 4],
      [true, 4, 5, 5],
      [true, 5, 6, 7],
    ]);
  });

  test("does not touch what it has handed on", () => {
    const bodies = [200, 201, 202].map((byte) => new Uint8Array(50).fill(byte));
    const kept: Uint8Array[] = [];
    const reader = new FrameReader(MAX, (bytes, _start, bodyStart, end) => {
      kept.push(bytes.subarray(bodyStart, end));
      return true;
    });
    for (const chunk of singleBytes(joined(bodies.map(sized)))) reader.push(chunk);
    expect(kept.map((body) => Uint8Array.from(body))).toEqual(bodies);
  });

  test("reads nothing out of nothing", () => {
    const read = readAll([new Uint8Array(0), new Uint8Array(0)]);
    expect(read).toMatchObject({ fault: undefined, bodies: [] });
    expect(read.reader.partial).toBe(false);
  });
});

describe("the size of a frame", () => {
  test.each([0, 1, 127, 128, MAX - 1, MAX])("may be %i, with a limit of 1000", (bytes) => {
    const read = readAll([sized(new Uint8Array(bytes))]);
    expect(read.fault).toBeUndefined();
    expect(read.bodies.map((body) => body.length)).toEqual([bytes]);
  });

  test.each([MAX + 1, 2 ** 31, 2 ** 32 - 1, 2 ** 35 - 1])(
    "is refused above the limit as soon as it is known: %i",
    (bytes) => {
      for (const cut of [(prefix: Uint8Array) => [prefix], singleBytes]) {
        let fault: Fault | undefined;
        let reader: FrameReader | undefined;
        const { allocated } = byteCostOf(() => ({ fault, reader } = readAll(cut(varint(bytes)))));
        const detail = `a frame of ${bytes} bytes was announced; at most 1000 are accepted`;
        expect(fault).toEqual({ code: "FRAME_TOO_LARGE", detail });
        expect(reader?.partial).toBe(false);
        expect(allocated).toBeLessThan(10_000);
      }
    },
  );

  test.each([
    ["six bytes", [0x80, 0x80, 0x80, 0x80, 0x80, 0x00]],
    ["five bytes that go on", [0xff, 0xff, 0xff, 0xff, 0xff]],
    ["text", [...Buffer.from("éééééé")]],
  ])("has at most five bytes: %s", (_what, prefix) => {
    for (const cut of [(bytes: Uint8Array) => [bytes], singleBytes]) {
      expect(readAll(cut(Uint8Array.from(prefix))).fault).toMatchObject({ code: "PROTOCOL_ERROR" });
    }
  });

  test("that is refused leaves the frames before it in place and takes nothing after it", () => {
    const read = readAll([
      joined([sized(Uint8Array.of(1)), varint(MAX + 1), sized(Uint8Array.of(2))]),
      sized(Uint8Array.of(3)),
    ]);
    expect(read.fault).toMatchObject({ code: "FRAME_TOO_LARGE" });
    expect(read.bodies).toEqual([Uint8Array.of(1)]);
  });

  test("has the limit that the receiver of the frame before it has set", () => {
    const bodies: number[] = [];
    const reader = new FrameReader(10, (_bytes, _start, bodyStart, end) => {
      bodies.push(end - bodyStart);
      reader.maxFrameBytes = MAX;
      return true;
    });
    expect(reader.push(joined([sized(new Uint8Array(10)), sized(new Uint8Array(MAX))]))).toBeUndefined();
    expect(bodies).toEqual([10, MAX]);
  });
});

describe("reading is linear", () => {
  test("in the bytes received, also if they come one by one", () => {
    const size = 100_000;
    const chunks = singleBytes(sized(new Uint8Array(size)));
    const { copied, allocated } = byteCostOf(() => void readAll(chunks, size));
    // Doubling copies each byte at most twice more, and allocates at most four times as much.
    expect(copied).toBeLessThan(3 * size);
    expect(allocated).toBeLessThan(4 * size);
  });

  test("and costs what was sent, not what was announced", () => {
    const chunks = [joined([varint(1 << 20), new Uint8Array(10)]), new Uint8Array(10)];
    const { allocated } = byteCostOf(() => void readAll(chunks, 1 << 20));
    expect(allocated).toBeLessThan(10_000);
  });

  test("and copies nothing of frames that lie in one chunk", () => {
    const chunk = joined(Array.from({ length: 50 }, () => sized(new Uint8Array(100))));
    expect(byteCostOf(() => void readAll([chunk]))).toEqual({ copied: 0, allocated: 0 });
  });
});

describe("a reader is stopped", () => {
  test.each([
    ["in one chunk", (bytes: Uint8Array) => [bytes]],
    ["in single bytes", singleBytes],
  ])("by its receiver, %s: nothing more is read, not even a fault", (_how, cut) => {
    let count = 0;
    const reader = new FrameReader(MAX, () => ++count < 2);
    const stream = joined([
      sized(Uint8Array.of(1)),
      sized(Uint8Array.of(2)),
      sized(Uint8Array.of(3)),
      varint(2 ** 32 - 1),
    ]);
    for (const chunk of cut(stream)) expect(reader.push(chunk)).toBeUndefined();
    expect(count).toBe(2);
    expect(reader.partial).toBe(false);
  });

  test("from outside, in the middle of a frame", () => {
    const read = readAll([Uint8Array.of(3, 1)]);
    expect(read.reader.partial).toBe(true);
    read.reader.stop();
    expect(read.reader.partial).toBe(false);
    expect(read.reader.push(Uint8Array.of(2, 3))).toBeUndefined();
    expect(read.bodies).toEqual([]);
  });

  test("by stop() inside the receiver", () => {
    const bodies: Uint8Array[] = [];
    const reader = new FrameReader(MAX, (bytes, _start, bodyStart, end) => {
      bodies.push(bytes.slice(bodyStart, end));
      reader.stop();
      return true;
    });
    reader.push(joined([sized(Uint8Array.of(1)), sized(Uint8Array.of(2))]));
    expect(bodies).toEqual([Uint8Array.of(1)]);
  });
});

interface Read {
  readonly reader: FrameReader;
  readonly bodies: readonly Uint8Array[];
  /** With their size prefixes. */
  readonly whole: readonly Uint8Array[];
  /** The first fault; what comes after it is pushed all the same. */
  readonly fault: Fault | undefined;
}

function readAll(chunks: readonly Uint8Array[], max = MAX): Read {
  const bodies: Uint8Array[] = [];
  const whole: Uint8Array[] = [];
  const reader = new FrameReader(max, (bytes, start, bodyStart, end) => {
    // Not slice(): the copy would count as work of the reader.
    bodies.push(bytes.subarray(bodyStart, end));
    whole.push(bytes.subarray(start, end));
    return true;
  });
  let fault: Fault | undefined;
  for (const chunk of chunks) fault ??= reader.push(chunk);
  return { reader, bodies, whole, fault };
}

describe("a frame reader with a skim", () => {
  /** Frames of one byte are the skim's; it reads them as "s", and the reader's are "r". */
  function readWithSkim(chunks: readonly Uint8Array[]): string {
    let seen = "";
    const reader = new FrameReader(
      MAX,
      (_bytes, _start, bodyStart, end) => {
        seen += `r${end - bodyStart}`;
        return true;
      },
      (chunk, start) => {
        let at = start;
        while (chunk[at] === 1 && at + 2 <= chunk.length) {
          seen += "s";
          at += 2;
        }
        return at;
      },
    );
    for (const chunk of chunks) expect(reader.push(chunk)).toBeUndefined();
    return seen;
  }

  test("leaves to it what it takes, and goes on by itself where it stops, and back", () => {
    const [one, two] = [sized(Uint8Array.of(7)), sized(Uint8Array.of(7, 7))];
    expect(readWithSkim([joined([one, one, two, one, two, two, one])])).toBe("ssr2sr2r2s");
  });

  test("does not ask it within a frame that is begun", () => {
    const stream = joined([sized(Uint8Array.of(1, 1, 1)), sized(Uint8Array.of(7))]);
    expect(readWithSkim(singleBytes(stream))).toBe("r3r1");
    expect(readWithSkim([stream.subarray(0, 2), stream.subarray(2)])).toBe("r3s");
  });
});
