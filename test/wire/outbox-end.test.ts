// How an outbox ends: with what waits, without it, or at once.

import { describe, expect, test } from "vitest";
import { MAX_BATCH_BYTES } from "../../src/wire/limits.ts";
import { OutboxScript } from "../support/outbox-script.ts";

describe("an outbox finishes", () => {
  test("with what waits, then the last frame, then done", () => {
    const script = new OutboxScript();
    script.blockWith("x");
    script.event("a");
    script.control("pong");
    script.finish("goodbye", { discard: false });
    expect(script.batches).toEqual([["x"]]);
    script.sent();
    expect(script.batches.at(-1)).toEqual(["pong", "a", "goodbye"]);
    expect(script.reached).toEqual([]);
    script.sent();
    expect(script.reached).toEqual(["done"]);
    expect(script.batches).toHaveLength(2);
  });

  test("with the last frame behind the last of several batches", () => {
    const script = new OutboxScript({ queueBytes: 10 * MAX_BATCH_BYTES });
    script.event("a", MAX_BATCH_BYTES);
    script.event("b");
    script.finish("goodbye", { discard: false });
    script.sent();
    script.sent();
    expect(script.batches).toEqual([["a"], ["b", "goodbye"]]);
    expect(script.reached).toEqual(["done"]);
  });

  test("without what waits if it is told to discard it, control frames excepted", () => {
    const script = new OutboxScript();
    script.blockWith("x");
    script.event("a");
    script.control("pong");
    script.finish("goodbye", { discard: true });
    script.sent();
    expect(script.batches.at(-1)).toEqual(["pong", "goodbye"]);
    expect(script.outbox).toMatchObject({ queuedEvents: 0, sent: 1, dropped: 0 });
  });

  test("with a notice of what was lost before the last frame", () => {
    const script = new OutboxScript({ queueEvents: 1 });
    script.blockWith("x");
    script.event("a");
    script.event("b");
    script.finish("goodbye", { discard: true });
    script.sent();
    expect(script.batches.at(-1)).toEqual(["dropped 1 of 1: a", "goodbye"]);
  });

  test("at once if there is nothing to send and no last frame", () => {
    const script = new OutboxScript();
    script.finish(undefined, { discard: true });
    expect(script.batches).toEqual([]);
    expect(script.reached).toEqual(["done"]);
  });

  test("once, and takes nothing more", () => {
    const script = new OutboxScript();
    script.finish("goodbye", { discard: false });
    script.event("late");
    expect(script.control("late")).toBe(true);
    script.finish("again", { discard: false });
    script.sent();
    script.outbox.flush();
    expect(script.batches).toEqual([["goodbye"]]);
    expect(script.reached).toEqual(["done"]);
  });
});

describe("an outbox that is closed", () => {
  test("sends nothing and calls nobody any more", () => {
    const script = new OutboxScript();
    script.blockWith("x");
    script.event("a");
    script.control("pong");
    script.fence("after a");
    script.outbox.close();
    script.sent();
    script.event("b");
    expect(script.control("pong")).toBe(true);
    script.fence("after b");
    script.finish("goodbye", { discard: false });
    script.outbox.flush();
    expect(script.batches).toEqual([["x"]]);
    expect(script.reached).toEqual([]);
    expect(script.outbox).toMatchObject({ queuedEvents: 0, queuedBytes: 0 });
  });

  test("while it finishes, is not done", () => {
    const script = new OutboxScript();
    script.finish("goodbye", { discard: false });
    script.outbox.close();
    script.sent();
    expect(script.reached).toEqual([]);
  });
});
