// The law of the buffer: it is bounded, keeps order, and whatever it does not hand on is followed by a resync that is read later.

import { fc, test as property } from "@fast-check/vitest";
import { expect, test } from "vitest";
import { PageBuffer } from "../../src/sse/page-buffer.ts";

const MAX_BYTES = 100;
/** As the text of an event, so that it can be found again. */
const LOST_BY_BUS = /"reason":"(?<reason>\w+)","lost":(?<lost>\d+|null)/;

const step = fc.oneof(
  { weight: 8, arbitrary: fc.record({ put: fc.integer({ min: 1, max: 60 }) }) },
  { weight: 1, arbitrary: fc.record({ lose: fc.integer({ min: 1, max: 9 }) }) },
  { weight: 2, arbitrary: fc.constant("take" as const) },
);

function textOf(piece: Uint8Array | undefined): string {
  return piece === undefined ? "" : Buffer.from(piece).toString();
}

property.prop([fc.array(step, { maxLength: 60 })])(
  "what is put is taken in order, or counted in a resync that is taken after it was put",
  (steps) => {
    const buffer = new PageBuffer(MAX_BYTES);
    let put = 0;
    let lostByBus = 0;
    let waiting = 0;
    const seen: number[] = [];
    let told = 0;
    const take = (): void => {
      const text = textOf(buffer.take());
      // A piece is larger than all that may wait: nothing is left behind.
      expect(buffer.empty).toBe(true);
      for (const [, number] of text.matchAll(/<(\d+) *>/g)) seen.push(Number(number));
      told += Number(LOST_BY_BUS.exec(text)?.groups?.["lost"] ?? 0);
      expect(text.split("event: resync").length).toBeLessThanOrEqual(2);
      expect(seen.length + told).toBe(put + lostByBus);
      waiting = 0;
    };
    for (const each of steps) {
      if (each === "take") take();
      else if ("lose" in each) {
        lostByBus += each.lose;
        buffer.putResync("overflow", each.lose);
      } else {
        const frame = Buffer.from(`<${put++}${" ".repeat(each.put)}>`);
        buffer.putEvent(frame);
        waiting += frame.length;
      }
    }
    expect(waiting <= MAX_BYTES || seen.length < put).toBe(true);
    take();
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
  },
);

test("is never fuller than it may be", () => {
  const buffer = new PageBuffer(MAX_BYTES);
  for (let number = 0; number < 1_000; number++) {
    buffer.putEvent(Buffer.alloc(30, "x"));
    if (number % 7 === 3) buffer.putResync("overflow", 1);
  }
  const text = textOf(buffer.take());
  expect(text.replaceAll(/[^x]/g, "").length).toBeLessThanOrEqual(MAX_BYTES);
});

test("an event that is larger than all that may wait is lost, and that is said", () => {
  const buffer = new PageBuffer(MAX_BYTES);
  buffer.putEvent(Buffer.alloc(MAX_BYTES + 1, "x"));
  expect(textOf(buffer.take())).toBe('event: resync\ndata: {"reason":"slow","lost":1}\n\n');
});

test("of several losses the resync says the reason that says most, and that nobody knows how many, if nobody does", () => {
  const buffer = new PageBuffer(MAX_BYTES);
  buffer.putResync("restart", null);
  buffer.putResync("overflow", 3);
  buffer.putResync("decode", 1);
  expect(textOf(buffer.take())).toBe('event: resync\ndata: {"reason":"restart","lost":null}\n\n');
  buffer.putResync("decode", 1);
  buffer.putResync("overflow", 3);
  expect(textOf(buffer.take())).toBe('event: resync\ndata: {"reason":"overflow","lost":4}\n\n');
});

test("the head survives an overflow, and goes first", () => {
  const buffer = new PageBuffer(MAX_BYTES);
  buffer.putHead(Buffer.from("head"));
  for (let number = 0; number < 100; number++) buffer.putEvent(Buffer.alloc(30, "x"));
  expect(textOf(buffer.take())).toMatch(/^headevent: resync/);
});

test("what waits is handed on in pieces, so that little of it waits elsewhere", () => {
  const buffer = new PageBuffer(1 << 20);
  for (let number = 0; number < 100; number++) buffer.putEvent(Buffer.alloc(1_000));
  const sizes: number[] = [];
  for (let piece = buffer.take(); piece !== undefined; piece = buffer.take()) sizes.push(piece.length);
  expect(Math.max(...sizes)).toBeLessThan(20_000);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(100_000);
});

test("whoever keeps up is never told to fetch again, however much it was", () => {
  const buffer = new PageBuffer(MAX_BYTES);
  for (let number = 0; number < 1_000; number++) {
    buffer.putEvent(Buffer.alloc(MAX_BYTES, "x"));
    expect(textOf(buffer.take())).toBe("x".repeat(MAX_BYTES));
  }
});
