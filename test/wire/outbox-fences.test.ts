// When whoever waits for the events before a moment hears that they have left, and what it may do then.

import { describe, expect, test } from "vitest";
import { MAX_BATCH_BYTES } from "../../src/wire/limits.ts";
import { OutboxScript } from "../support/outbox-script.ts";

describe("a fence is reached", () => {
  test("at once if nothing waits", () => {
    const script = new OutboxScript();
    script.fence("empty");
    expect(script.reached).toEqual(["empty"]);
    script.control("pong");
    script.fence("only control");
    expect(script.reached).toEqual(["empty", "only control"]);
  });

  test("when the events before it have been sent, whatever comes behind it", () => {
    const script = new OutboxScript();
    script.blockWith("x");
    script.event("a");
    script.fence("after a");
    script.event("b", MAX_BATCH_BYTES);
    script.event("c");
    script.fence("after c");
    expect(script.reached).toEqual([]);
    script.sent();
    expect(script.batches.at(-1)).toEqual(["a", "b"]);
    expect(script.reached).toEqual(["after a"]);
    script.sent();
    expect(script.reached).toEqual(["after a", "after c"]);
  });

  test("and what it lets go leaves right behind those events, as one with them", () => {
    const script = new OutboxScript();
    script.blockWith("x");
    script.event("a");
    script.outbox.fence(() => script.control("ping"));
    script.event("b");
    script.control("pong");
    script.sent();
    expect(script.batches).toEqual([["x"], ["pong", "a", "b", "ping"]]);
  });

  test("with nothing sent if it closes the outbox", () => {
    const script = new OutboxScript();
    script.blockWith("x");
    script.event("a");
    script.outbox.fence(() => script.outbox.close());
    script.sent();
    script.outbox.flush();
    expect(script.batches).toEqual([["x"]]);
  });

  test("when the events before it have been dropped", () => {
    const script = new OutboxScript({ queueEvents: 1 });
    script.blockWith("x");
    script.event("a");
    script.fence("after a");
    script.event("b");
    script.fence("after b");
    expect(script.reached).toEqual(["after a"]);
    script.sent();
    expect(script.reached).toEqual(["after a", "after b"]);
  });

  // Regression: with nothing left to send, nobody noticed.
  test("also if they have been dropped and nothing is in flight", () => {
    const script = new OutboxScript({ queueBytes: 100, mute: true });
    script.blockWith("x");
    script.event("a", 50);
    script.fence("after a");
    script.event("b", 101);
    script.sent();
    expect(script.batches).toEqual([["x"]]);
    expect(script.reached).toEqual(["after a"]);
  });

  // Regression: it overtook those before it, which were reached too but not told yet.
  test("in the order in which they were set", () => {
    const script = new OutboxScript({ queueBytes: 100, mute: true });
    script.event("a", 50);
    script.fence("after a");
    script.event("b", 101);
    script.fence("after b");
    expect(script.reached).toEqual(["after a", "after b"]);
  });
});

test("an outbox sends any number of frames behind one fence", () => {
  const script = new OutboxScript({ maxControl: 200_000 });
  script.event("a");
  script.outbox.fence(() => {
    for (let frame = 0; frame < 200_000; frame++) script.control("ping");
  });
  script.outbox.flush();
  expect(script.batches.map(({ length }) => length)).toEqual([200_001]);
});

describe("a fence's listener", () => {
  test("may set another fence, which is reached at once, behind those that were set before", () => {
    const script = new OutboxScript();
    script.event("a");
    script.outbox.fence(() => {
      script.reached.push("first");
      script.fence("within");
    });
    script.fence("second");
    script.outbox.flush();
    expect(script.reached).toEqual(["first", "second", "within"]);
  });

  test("may close the outbox: nothing leaves, and no later fence is reached", () => {
    const script = new OutboxScript();
    script.event("a");
    script.outbox.fence(() => script.outbox.close());
    script.fence("later");
    script.outbox.flush();
    expect(script.batches).toEqual([]);
    expect(script.reached).toEqual([]);
  });

  test("may finish the outbox: what was queued leaves, then the last frame", () => {
    const script = new OutboxScript();
    script.event("a");
    script.outbox.fence(() => {
      script.control("ping");
      script.finish("goodbye", { discard: false });
    });
    script.outbox.flush();
    expect(script.batches).toEqual([["a", "ping", "goodbye"]]);
    script.sent();
    expect(script.reached).toEqual(["done"]);
  });
});
