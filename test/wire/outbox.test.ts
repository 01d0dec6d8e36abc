import { describe, expect, test } from "vitest";
import { MAX_BATCH_BYTES, MAX_UNANSWERED_BYTES } from "../../src/wire/limits.ts";
import { OutboxScript } from "../support/outbox-script.ts";

describe("an outbox", () => {
  test("sends nothing before it is flushed", () => {
    const script = new OutboxScript();
    script.event("a");
    script.control("pong");
    expect(script.batches).toEqual([]);
    expect(script.outbox.queuedEvents).toBe(1);
  });

  test("sends what waits as one batch, control first", () => {
    const script = new OutboxScript();
    script.event("a");
    script.control("pong");
    script.event("b");
    script.outbox.flush();
    expect(script.batches).toEqual([["pong", "a", "b"]]);
    expect(script.outbox).toMatchObject({ queuedEvents: 0, queuedBytes: 0, sent: 2, dropped: 0 });
  });

  test("has one batch in flight, and goes on by itself when that one is sent", () => {
    const script = new OutboxScript();
    script.event("a");
    script.outbox.flush();
    script.event("b");
    script.outbox.flush();
    script.event("c");
    script.outbox.flush();
    expect(script.batches).toEqual([["a"]]);
    script.sent();
    expect(script.batches).toEqual([["a"], ["b", "c"]]);
    script.sent();
    expect(script.batches).toHaveLength(2);
    script.event("d");
    expect(script.batches).toHaveLength(2);
    script.outbox.flush();
    expect(script.batches.at(-1)).toEqual(["d"]);
  });

  test("lets control frames overtake events that wait, and never drops them", () => {
    const script = new OutboxScript({ queueEvents: 2 });
    script.blockWith("x");
    for (const name of ["a", "b", "c", "d"]) {
      script.event(name);
      script.control(`result ${name}`);
    }
    script.sent();
    expect(script.batches.at(-1)).toEqual([
      "result a",
      "result b",
      "result c",
      "result d",
      "dropped 2 of 2: a b",
      "c",
      "d",
    ]);
  });

  test("keeps a batch small: it is full with the event that reaches the bound", () => {
    const script = new OutboxScript({ queueBytes: 10 * MAX_BATCH_BYTES });
    const half = MAX_BATCH_BYTES / 2;
    script.event("a", half - 1);
    script.event("b", half);
    script.event("c", half);
    script.event("d", half);
    script.outbox.flush();
    expect(script.batches).toEqual([["a", "b", "c"]]);
    script.sent();
    expect(script.batches.at(-1)).toEqual(["d"]);
  });

  test("sends an event that alone is larger than a batch", () => {
    const script = new OutboxScript({ queueBytes: 10 * MAX_BATCH_BYTES });
    script.event("a", 2 * MAX_BATCH_BYTES);
    script.event("b");
    script.outbox.flush();
    expect(script.batches).toEqual([["a"]]);
  });
});

describe("a loss is told", () => {
  test("right before the first event after the gap, once, with its topics and the total", () => {
    const script = new OutboxScript({ queueEvents: 2 });
    script.blockWith("x");
    for (const name of ["a", "b", "a", "c", "d"]) script.event(name);
    script.sent();
    expect(script.batches.at(-1)).toEqual(["dropped 3 of 3: a*2 b", "c", "d"]);
    for (const name of ["e", "f", "g"]) script.event(name);
    script.sent();
    expect(script.batches.at(-1)).toEqual(["dropped 1 of 4: e", "f", "g"]);
    script.event("h");
    script.sent();
    expect(script.batches.at(-1)).toEqual(["h"]);
    expect(script.outbox).toMatchObject({ sent: 6, dropped: 4 });
  });

  test("by the queue's bound in bytes too", () => {
    const script = new OutboxScript({ queueBytes: 100 });
    script.blockWith("x");
    script.event("a", 60);
    script.event("b", 40);
    expect(script.outbox).toMatchObject({ queuedEvents: 2, queuedBytes: 100, dropped: 0 });
    script.event("c", 41);
    expect(script.outbox).toMatchObject({ queuedEvents: 2, queuedBytes: 81, dropped: 1 });
    script.sent();
    expect(script.batches.at(-1)).toEqual(["dropped 1 of 1: a", "b", "c"]);
  });

  // Regression: with nothing left to send, the notice waited for an event that might never come.
  test("at once if nothing is left that it could precede", () => {
    const script = new OutboxScript({ queueBytes: 100 });
    script.event("a", 50);
    script.event("b", 101);
    script.outbox.flush();
    expect(script.batches).toEqual([["a"]]);
    script.sent();
    expect(script.batches.at(-1)).toEqual(["dropped 1 of 1: b"]);
    script.sent();
    script.event("c");
    script.outbox.flush();
    expect(script.batches.at(-1)).toEqual(["c"]);
  });

  test("to nobody if there is nobody to tell", () => {
    const script = new OutboxScript({ queueEvents: 1, mute: true });
    script.blockWith("x");
    script.event("a");
    script.event("b");
    script.sent();
    expect(script.batches.at(-1)).toEqual(["b"]);
    expect(script.outbox.dropped).toBe(1);
  });
});

describe("control frames are refused", () => {
  test("when too many wait, and taken again when they have left", () => {
    const script = new OutboxScript({ maxControl: 2 });
    script.blockWith("x");
    expect([script.control("1"), script.control("2"), script.control("3")]).toEqual([true, true, false]);
    script.sent();
    expect(script.batches.at(-1)).toEqual(["1", "2"]);
    expect(script.control("4")).toBe(true);
  });

  test("when too many of their bytes wait", () => {
    const script = new OutboxScript();
    script.blockWith("x");
    expect(script.control("1", MAX_UNANSWERED_BYTES - 1)).toBe(true);
    expect(script.control("2", 2)).toBe(false);
    expect(script.control("3", 1)).toBe(true);
    expect(script.control("4", 1)).toBe(false);
  });

  test("but not counted as events, nor events as control frames", () => {
    const script = new OutboxScript({ queueEvents: 3, maxControl: 1 });
    script.blockWith("x");
    for (const name of ["a", "b", "c"]) script.event(name);
    expect(script.control("pong")).toBe(true);
    expect(script.outbox).toMatchObject({ queuedEvents: 3, sent: 1, dropped: 0 });
    script.sent();
    expect(script.outbox).toMatchObject({ queuedEvents: 0, sent: 4, dropped: 0 });
  });
});

test("a burst of answers leaves an idle outbox in several batches, and is no sign of a peer that does not read", () => {
  const script = new OutboxScript({ maxControl: 2 });
  for (const name of ["a", "b", "c", "d"]) expect(script.control(name)).toBe(true);
  expect(script.batches).toEqual([["a", "b"]]);
  expect(script.control("e")).toBe(false);
});

test("an outbox makes room by sending, and only where room is needed and nothing is in flight", () => {
  const script = new OutboxScript({ queueEvents: 10, queueBytes: 100 });
  script.event("a", 60);
  script.event("b", 40);
  expect(script.batches).toEqual([]);
  script.event("c", 1);
  expect(script.batches).toEqual([["a", "b"]]);
  script.event("d", 99);
  script.event("e", 1);
  expect(script.batches).toHaveLength(1);
  expect(script.outbox).toMatchObject({ queuedEvents: 2, dropped: 1 });
});

// Regression: what could leave was dropped, because it came in one piece with what could not.
test("an outbox that gets more in one piece than can wait sends what it can first", () => {
  const script = new OutboxScript({ queueEvents: 3 });
  script.piece("a", 8);
  expect(script.batches).toEqual([["a*3"]]);
  expect(script.outbox).toMatchObject({ sent: 3, queuedEvents: 3, dropped: 2 });
  script.sent();
  expect(script.batches.at(-1)).toEqual(["dropped 2 of 2: a*2", "a*3"]);
});

// Regression: they were the arguments of one call, which takes only so many; nothing was ever sent again.
