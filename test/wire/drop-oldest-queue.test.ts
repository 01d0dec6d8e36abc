import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { DropOldestQueue } from "../../src/wire/drop-oldest-queue.ts";

interface Item {
  readonly name: number;
  readonly bytes: number;
}

type Step = { readonly do: "push"; readonly bytes: number } | { readonly do: "shift" } | { readonly do: "clear" };

const step: fc.Arbitrary<Step> = fc.oneof(
  { arbitrary: fc.record({ do: fc.constant("push" as const), bytes: fc.nat({ max: 12 }) }), weight: 12 },
  { arbitrary: fc.constant({ do: "shift" as const }), weight: 6 },
  { arbitrary: fc.constant({ do: "clear" as const }), weight: 1 },
);

describe("a drop-oldest queue", () => {
  property.prop([fc.nat({ max: 40 }), fc.nat({ max: 200 }), fc.array(step, { maxLength: 200 })])(
    "does what an array does that is shifted until there is room",
    (maxItems, maxBytes, steps) => {
      const dropped: Item[] = [];
      const queue = new DropOldestQueue<Item>(maxItems, maxBytes, (item) => dropped.push(item));
      const model = new QueueModel(maxItems, maxBytes);
      for (const [name, each] of steps.entries()) {
        if (each.do === "push") {
          const item = { name, bytes: each.bytes };
          queue.push(item, item.bytes);
          model.push(item);
        } else if (each.do === "shift") expect(queue.shift()).toBe(model.items.shift());
        else expect(queue.clear()).toBe(model.items.splice(0).length);
        expect(dropped).toEqual(model.dropped);
        expect(queue.length).toBe(model.items.length);
        expect(queue.bytes).toBe(model.bytes);
      }
      const left: (Item | undefined)[] = [];
      while (queue.length > 0) left.push(queue.shift());
      expect(left).toEqual(model.items);
      expect(queue.shift()).toBeUndefined();
    },
  );

  test("holds exactly as many items as it may", () => {
    const { queue, dropped } = filled(1_024, Number.POSITIVE_INFINITY, 1_024);
    expect(queue.length).toBe(1_024);
    expect(dropped).toEqual([]);
    queue.push(1_024, 1);
    expect(queue.length).toBe(1_024);
    expect(dropped).toEqual([0]);
    expect(queue.shift()).toBe(1);
  });

  test("holds exactly as many bytes as it may", () => {
    const { queue, dropped } = filled(1_000, 100, 100);
    expect(queue.bytes).toBe(100);
    expect(dropped).toEqual([]);
    queue.push(100, 3);
    expect(dropped).toEqual([0, 1, 2]);
    expect(queue.bytes).toBe(100);
  });

  test("discards an item that alone is too large, after everything older", () => {
    const { queue, dropped } = filled(10, 100, 3);
    queue.push(3, 101);
    expect(dropped).toEqual([0, 1, 2, 3]);
    expect([queue.length, queue.bytes]).toEqual([0, 0]);
    queue.push(4, 100);
    expect(queue.shift()).toBe(4);
  });

  test("does not report what is taken or cleared", () => {
    const { queue, dropped } = filled(10, 100, 3);
    queue.shift();
    expect(queue.clear()).toBe(2);
    expect(dropped).toEqual([]);
    expect(queue.shift()).toBeUndefined();
  });

  test("keeps items that are undefined apart from no item", () => {
    const queue = new DropOldestQueue<undefined>(2, 10, () => {});
    queue.push(undefined, 1);
    expect(queue.length).toBe(1);
    queue.shift();
    expect(queue.length).toBe(0);
  });
});

/** The same policy over an array. */
class QueueModel {
  readonly items: Item[] = [];
  readonly dropped: Item[] = [];
  readonly #maxItems: number;
  readonly #maxBytes: number;

  constructor(maxItems: number, maxBytes: number) {
    this.#maxItems = maxItems;
    this.#maxBytes = maxBytes;
  }

  get bytes(): number {
    return this.items.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  push(item: Item): void {
    this.items.push(item);
    while (this.items.length > this.#maxItems || this.bytes > this.#maxBytes) this.dropped.push(this.items.shift()!);
  }
}

/** A queue of `count` items of one byte each, named 0, 1, 2, … */
function filled(
  maxItems: number,
  maxBytes: number,
  count: number,
): { queue: DropOldestQueue<number>; dropped: number[] } {
  const dropped: number[] = [];
  const queue = new DropOldestQueue<number>(maxItems, maxBytes, (item) => dropped.push(item));
  for (let item = 0; item < count; item++) queue.push(item, 1);
  return { queue, dropped };
}
