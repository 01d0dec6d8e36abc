import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { RangeQueue } from "../../src/wire/range-queue.ts";
import { frameOf, joined } from "../support/bytes.ts";

/** Bytes of one chunk that was received: pieces lie in it, of events of these sizes and one topic, some of which this queue wants. */
type Chunk = readonly { readonly sizes: readonly number[]; readonly topic: string; readonly wanted: boolean }[];
type Step =
  | { readonly do: "chunk"; readonly chunk: Chunk; readonly others: number }
  | { readonly do: "shift" | "own" | "clear" };

const chunk: fc.Arbitrary<Chunk> = fc.array(
  fc.record({
    sizes: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 }),
    topic: fc.constantFrom("a", "b"),
    wanted: fc.boolean(),
  }),
  { maxLength: 6 },
);
const step: fc.Arbitrary<Step> = fc.oneof(
  { arbitrary: fc.record({ do: fc.constant("chunk" as const), chunk, others: fc.constantFrom(0, 200) }), weight: 8 },
  { arbitrary: fc.record({ do: fc.constantFrom("shift" as const, "own" as const) }), weight: 6 },
  { arbitrary: fc.record({ do: fc.constant("clear" as const) }), weight: 1 },
);

interface Waiting {
  readonly topic: string;
  readonly bytes: Uint8Array;
}

/** What is obviously right: copies in an array, shifted until there is room. */
class Model {
  readonly waiting: Waiting[] = [];
  readonly dropped: string[] = [];
  readonly #maxEvents: number;
  readonly #maxBytes: number;

  constructor(maxEvents: number, maxBytes: number) {
    this.#maxEvents = maxEvents;
    this.#maxBytes = maxBytes;
  }

  get bytes(): number {
    return this.waiting.reduce((sum, { bytes }) => sum + bytes.length, 0);
  }

  push(event: Waiting): void {
    this.waiting.push(event);
    while (this.waiting.length > this.#maxEvents || this.bytes > this.#maxBytes) {
      this.dropped.push(this.waiting.shift()!.topic);
    }
  }
}

describe("a queue of ranges", () => {
  property.prop(
    [fc.nat({ max: 12 }), fc.nat({ max: 60 }), fc.integer({ min: 4, max: 40 }), fc.array(step, { maxLength: 60 })],
    { numRuns: 4_000 },
  )(
    "holds what an array of copies holds that is shifted until there is room, and leaves alone what is on its way",
    (maxEvents, maxBytes, slabBytes, steps) => {
      let onItsWay: { readonly part: Uint8Array; readonly copy: Uint8Array }[] = [];
      const dropped: string[] = [];
      const queue = new RangeQueue(
        maxEvents,
        maxBytes,
        (topic, events) => {
          expect(events).toBeGreaterThan(0);
          dropped.push(...new Array<string>(events).fill(topic));
        },
        slabBytes,
      );
      const model = new Model(maxEvents, maxBytes);
      let serial = 0;
      for (const each of steps) {
        if (each.do === "chunk") {
          const pieces = each.chunk.map(({ sizes, ...rest }) => ({
            ...rest,
            frames: sizes.map((size) => numbered(size, ++serial)),
          }));
          // Mostly somebody else's, so that owning it means copying.
          const bytes = joined([...pieces.flatMap(({ frames }) => frames), new Uint8Array(each.others)]);
          let end = 0;
          for (const { frames, topic, wanted } of pieces) {
            const start = end;
            end += joined(frames).length;
            if (!wanted) continue;
            queue.push(bytes, start, end, frames.length, topic);
            for (const frame of frames) model.push({ topic, bytes: frame });
          }
        } else if (each.do === "shift") {
          const part = expectNextPart(queue, model);
          // One batch is on its way at a time, of several parts.
          onItsWay = [...onItsWay.slice(-2), ...(part === undefined ? [] : [{ part, copy: part.slice() }])];
        } else if (each.do === "own") queue.own();
        else {
          queue.clear();
          model.waiting.length = 0;
        }
        for (const { part, copy } of onItsWay) expect(part).toEqual(copy);
        expect(dropped).toEqual(model.dropped);
        expect({ length: queue.length, bytes: queue.bytes }).toEqual({
          length: model.waiting.length,
          bytes: model.bytes,
        });
        const hasRoom = model.waiting.length + 2 <= maxEvents && model.bytes + 3 <= maxBytes;
        expect(queue.hasRoomFor(2, 3)).toBe(hasRoom);
      }
      while (queue.length > 0) expectNextPart(queue, model);
      expect(queue.shiftPart()).toBeUndefined();
    },
  );

  test("hands on neighbours of one chunk as one part, without copying them, whatever their topics", () => {
    const bytes = new Uint8Array(30);
    const queue = new RangeQueue(100, 1_000, () => {});
    queue.push(bytes, 0, 10, 10, "a");
    queue.push(bytes, 10, 20, 10, "b");
    queue.push(bytes, 25, 30, 5, "b");
    const part = queue.shiftPart();
    expect(part?.events).toBe(20);
    expect(part?.part.buffer).toBe(bytes.buffer);
    expect(part?.part.length).toBe(20);
    expect(queue.shiftPart()?.part.length).toBe(5);
  });

  test("owned, keeps no chunk of which its events are the smaller part, and copies no other", () => {
    const [mostly, hardly] = [new Uint8Array(100_000), new Uint8Array(100_000)];
    const queue = new RangeQueue(1e6, 1e6, () => {});
    queue.push(mostly, 0, 20_000, 20_000, "a");
    queue.push(mostly, 20_000, 50_001, 30_001, "b");
    queue.push(hardly, 40, 90, 50, "b");
    queue.push(hardly, 140, 190, 50, "b");
    queue.own();
    expect(queue.shiftPart()?.part.buffer).toBe(mostly.buffer);
    const copied = queue.shiftPart()!;
    expect(copied.events).toBe(100);
    expect(copied.part.buffer.byteLength).toBeLessThanOrEqual(16_384);
    expect(copied.part).toEqual(joined([hardly.subarray(40, 90), hardly.subarray(140, 190)]));
  });

  test("owned, costs about the bytes of its events, however few of each chunk they are", () => {
    const queue = new RangeQueue(1_000, 1e6, () => {});
    const buffers = new Set<ArrayBufferLike>();
    for (let round = 0; round < 5_000; round++) {
      const bytes = joined([frameOf(150), new Uint8Array(1_000)]);
      queue.push(bytes, 0, 150, 1, "a");
      queue.own();
    }
    for (let next = queue.shiftPart(); next !== undefined; next = queue.shiftPart()) buffers.add(next.part.buffer);
    const bytes = [...buffers].reduce((sum, { byteLength }) => sum + byteLength, 0);
    expect(bytes).toBeLessThan(150_000 + 2 * 16_384);
  });

  /** Events of such sizes, each the smaller part of a chunk, so that owning copies them; numbered by their last byte. */
  function pushScattered(
    queue: RangeQueue,
    ...events: readonly (readonly [topic: string, size: number, serial: number])[]
  ): void {
    for (const [topic, size, serial] of events) {
      queue.push(joined([numbered(size, serial), new Uint8Array(100)]), 0, size, 1, topic);
      queue.own();
    }
  }

  test("uses a slab again once all in it is dropped, but not while a part of it is on its way", () => {
    const queue = new RangeQueue(100, 16, () => {}, 10);
    pushScattered(queue, ["a", 4, 1]);
    // A whole chunk, which stays what it is: the slab goes on behind it.
    queue.push(numbered(4, 2), 0, 4, 1, "a");
    pushScattered(queue, ["a", 4, 3]);
    const onItsWay = queue.shiftPart()!.part;
    pushScattered(queue, ["a", 8, 4], ["a", 8, 5], ["a", 8, 6], ["a", 8, 7]);
    expect(onItsWay).toEqual(numbered(4, 1));
  });

  // Regression: it looked at the oldest event alone, and one that was not copied stood in between.
  test("does not use a slab again that an event behind others lies in", () => {
    const queue = new RangeQueue(100, 24, () => {}, 10);
    pushScattered(queue, ["a", 4, 1]);
    queue.push(numbered(4, 2), 0, 4, 1, "a");
    // The first one goes, and the last one, whose turn it is to be overwritten if anything goes wrong, stays.
    pushScattered(queue, ["a", 4, 3], ["a", 8, 4], ["a", 8, 5]);
    expect(queue.shiftPart()!.part).toEqual(numbered(4, 2));
    expect(queue.shiftPart()!.part).toEqual(numbered(4, 3));
  });

  test("does not use a slab again that is still being filled", () => {
    const queue = new RangeQueue(100, 20, () => {}, 10);
    pushScattered(queue, ["a", 4, 1]);
    // It takes the place of the only event in the slab, and is itself not copied.
    queue.push(numbered(17, 2), 0, 17, 1, "a");
    pushScattered(queue, ["a", 4, 3], ["b", 8, 4]);
    expect(queue.shiftPart()!.part).toEqual(numbered(4, 3));
    expect(queue.shiftPart()!.part).toEqual(numbered(8, 4));
  });

  test("does not use a slab again that another event lies in", () => {
    const queue = new RangeQueue(100, 20, () => {}, 10);
    pushScattered(queue, ["a", 4, 1], ["b", 4, 2], ["a", 8, 3], ["a", 8, 4]);
    expect(queue.shiftPart()!.part).toEqual(numbered(4, 2));
  });

  test("owned, copies an event that is larger than a slab into a buffer of its own", () => {
    const queue = new RangeQueue(10, 1e6, () => {});
    const received = joined([frameOf(20_000), new Uint8Array(30_000)]);
    queue.push(received, 0, 20_000, 1, "a");
    queue.own();
    expect(queue.shiftPart()?.part.buffer.byteLength).toBe(20_000);
  });
});

/** A frame of so many bytes that tells it from others, as far as they have room for it. */
function numbered(bytes: number, serial: number): Uint8Array {
  const frame = frameOf(bytes);
  if (bytes > 1) frame[bytes - 1] = serial;
  return frame;
}

/** The oldest part is some of the oldest events, at least one. */
function expectNextPart(queue: RangeQueue, model: Model): Uint8Array | undefined {
  const next = queue.shiftPart();
  if (next === undefined) {
    expect(model.waiting).toEqual([]);
    return undefined;
  }
  expect(next.events).toBeGreaterThan(0);
  const expected = model.waiting.splice(0, next.events).map(({ bytes }) => bytes);
  expect(next.part).toEqual(joined(expected));
  return next.part;
}
