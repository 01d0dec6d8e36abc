import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import type { ReceivedEvent } from "../../src/client/received-event.ts";
import { EveryEvent, LatestEvents } from "../../src/client/waiting-events.ts";
import { received, receivedIn } from "../support/received.ts";
import { statusEvent } from "../support/status-event.ts";

function event(id: string, state: string): ReceivedEvent {
  return received(statusEvent(id, { state }));
}

function stateOf({ payload }: ReceivedEvent): string {
  return (payload as unknown as { state: string }).state;
}

describe("the newest event of each topic", () => {
  const step = fc.oneof(
    { arbitrary: fc.constantFrom("a", "b", "c", "d"), weight: 4 },
    { arbitrary: fc.constant("shift" as const), weight: 1 },
    { arbitrary: fc.constant("clear" as const), weight: 1 },
  );
  property.prop([fc.array(step, { maxLength: 60 }), fc.integer({ min: 1, max: 4 })])(
    "is kept, the others are counted, and beyond the bound the oldest goes",
    (steps, maxEvents) => {
      const dropped: string[] = [];
      const latest = new LatestEvents(maxEvents, 1 << 20, (each) => dropped.push(stateOf(each)));
      let model: { id: string; state: string }[] = [];
      const lost: string[] = [];
      let folded = 0;
      for (const [index, each] of steps.entries()) {
        if (each === "clear") {
          latest.clear();
          model = [];
        } else if (each === "shift") {
          const next = latest.shift();
          expect(next && stateOf(next)).toBe(model.shift()?.state);
        } else {
          folded += model.filter(({ id }) => id === each).length;
          model = [...model.filter(({ id }) => id !== each), { id: each, state: `${index}` }];
          while (model.length > maxEvents) lost.push(model.shift()!.state);
          latest.push(event(each, `${index}`));
        }
        expect(latest.length).toBe(model.length);
      }
      expect(dropped).toEqual(lost);
      expect(latest.folded).toBe(folded);
    },
  );

  test("carries the gap of the one whose place it took", () => {
    const latest = new LatestEvents(10, 1 << 20, () => {});
    const [older, newer] = [event("a", "1"), event("a", "2")];
    older.gap = { reason: "overflow", count: 2, topics: new Map([["x", 2]]), topicsTruncated: false };
    newer.gap = { reason: "decode", count: 1, topics: new Map(), topicsTruncated: false };
    latest.push(older);
    latest.push(newer);
    expect(latest.shift()).toMatchObject({ gap: { reason: "overflow", count: 3 } });
  });

  test("is bounded by bytes as well", () => {
    let dropped = 0;
    const latest = new LatestEvents(10, 100, () => dropped++);
    for (const id of ["a", "b", "c"]) latest.push(event(id, "x".repeat(30)));
    expect(dropped).toBe(2);
    expect(latest.length).toBe(1);
  });
});

describe("every event", () => {
  const CHUNK = 64 << 10;
  const inChunk = (id: string): ReceivedEvent => receivedIn(CHUNK, statusEvent(id));
  const kept = (events: readonly ReceivedEvent[]): number =>
    events.filter(({ chunk }) => chunk.buffer.byteLength === CHUNK).length;

  test("stays in its chunk while it is taken before more come", () => {
    const queue = new EveryEvent(10, 1 << 20, () => {});
    for (let round = 0; round < 20; round++) {
      const next = inChunk(`${round}`);
      queue.push(next);
      expect(kept([next])).toBe(1);
      expect(queue.shift()).toBe(next);
    }
  });

  test("is copied out where it has to wait: what nobody takes keeps few chunks", () => {
    const queue = new EveryEvent(1_000, 1 << 20, () => {});
    const events = Array.from({ length: 100 }, (_, index) => inChunk(`${index}`));
    for (const each of events) queue.push(each);
    expect(kept(events)).toBeGreaterThan(0);
    expect(kept(events)).toBeLessThanOrEqual(4);
  });

  test("is forgotten with its chunk, once all are taken or let go of", () => {
    const queue = new EveryEvent(1_000, 1 << 20, () => {});
    for (const empty of [() => queue.clear(), () => queue.shift()]) {
      for (let index = 0; index < 8; index++) queue.push(inChunk(`${index}`));
      while (queue.length > 0) empty();
      const next = inChunk("next");
      queue.push(next);
      expect(kept([next])).toBe(1);
      queue.clear();
    }
  });
});
