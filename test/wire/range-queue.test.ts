import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { RangeQueue } from "../../src/wire/range-queue.ts";
import { joined } from "../support/bytes.ts";

/** Bytes of one chunk that was received: events of these sizes lie in it, some of which this queue wants. */
type Chunk = readonly { readonly size: number; readonly wanted: boolean }[];
type Step = { readonly do: "chunk"; readonly chunk: Chunk } | { readonly do: "shift" | "own" | "clear" };

const chunk: fc.Arbitrary<Chunk> = fc.array(fc.record({ size: fc.integer({ min: 1, max: 9 }), wanted: fc.boolean() }), {
  maxLength: 8,
});
const step: fc.Arbitrary<Step> = fc.oneof(
  { arbitrary: fc.record({ do: fc.constant("chunk" as const), chunk }), weight: 8 },
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
  property.prop([fc.nat({ max: 12 }), fc.nat({ max: 60 }), fc.array(step, { maxLength: 60 })])(
    "holds what an array of copies holds that is shifted until there is room",
    (maxEvents, maxBytes, steps) => {
      const dropped: string[] = [];
      const queue = new RangeQueue(maxEvents, maxBytes, (topic) => dropped.push(topic));
      const model = new Model(maxEvents, maxBytes);
      let serial = 0;
      for (const each of steps) {
        if (each.do === "chunk") {
          const events = each.chunk.map(({ size, wanted }) => ({ bytes: new Uint8Array(size).fill(++serial), wanted }));
          const bytes = joined(events.map((event) => event.bytes));
          let end = 0;
          for (const event of events) {
            const start = end;
            end += event.bytes.length;
            const topic = `t.${event.bytes[0]}`;
            if (!event.wanted) continue;
            queue.push(bytes, start, end, topic);
            model.push({ topic, bytes: event.bytes });
          }
        } else if (each.do === "shift") expectNextRun(queue, model);
        else if (each.do === "own") queue.own();
        else {
          queue.clear();
          model.waiting.length = 0;
        }
        expect(dropped).toEqual(model.dropped);
        expect({ length: queue.length, bytes: queue.bytes }).toEqual({
          length: model.waiting.length,
          bytes: model.bytes,
        });
        expect(queue.hasRoomFor(3)).toBe(model.waiting.length < maxEvents && model.bytes + 3 <= maxBytes);
      }
      while (queue.length > 0) expectNextRun(queue, model);
      expect(queue.shiftRun()).toBeUndefined();
    },
  );

  test("hands on neighbours of one chunk as one part, without copying them", () => {
    const bytes = new Uint8Array(30);
    const queue = new RangeQueue(10, 1_000, () => {});
    queue.push(bytes, 0, 10, "a");
    queue.push(bytes, 10, 20, "b");
    const run = queue.shiftRun();
    expect(run?.events).toBe(2);
    expect(run?.part.buffer).toBe(bytes.buffer);
    expect(run?.part.length).toBe(20);
  });

  test("owned, keeps no chunk of which its events are the smaller part, and copies no other", () => {
    const [mostly, hardly] = [new Uint8Array(100), new Uint8Array(100)];
    const queue = new RangeQueue(10, 1_000, () => {});
    queue.push(mostly, 0, 51, "a");
    queue.push(hardly, 40, 90, "b");
    queue.own();
    expect(queue.shiftRun()?.part.buffer).toBe(mostly.buffer);
    const copied = queue.shiftRun()!.part;
    expect(copied.buffer.byteLength).toBe(50);
    expect(copied).toEqual(hardly.subarray(40, 90));
  });
});

/** The oldest run is some of the oldest events, at least one. */
function expectNextRun(queue: RangeQueue, model: Model): void {
  const run = queue.shiftRun();
  if (run === undefined) {
    expect(model.waiting).toEqual([]);
    return;
  }
  expect(run.events).toBeGreaterThan(0);
  const expected = model.waiting.splice(0, run.events).map(({ bytes }) => bytes);
  expect(run.part).toEqual(joined(expected));
}
