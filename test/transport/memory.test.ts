import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { memoryPair } from "../../src/transport/memory.ts";
import { joined, utf8 } from "../support/bytes.ts";
import { connectionLaws, Recorder } from "../support/connection-laws.ts";
import { settled } from "../support/settled.ts";

describe("a pair of ends in memory", () => {
  connectionLaws(() => Promise.resolve(memoryPair()));

  test("delivers in a later microtask, as over a socket", async () => {
    const [left, right] = memoryPair();
    const atRight = new Recorder();
    right.start(atRight);
    left.send([utf8("a")], () => {});
    expect(atRight.chunks).toEqual([]);
    await settled();
    expect(atRight.text).toBe("a");
  });

  test("hands over the very chunks that were sent", async () => {
    const [left, right] = memoryPair();
    const atRight = new Recorder();
    right.start(atRight);
    const parts = [utf8("a"), utf8("b")];
    left.send(parts, () => {});
    await settled();
    expect(atRight.chunks[0]).toBe(parts[0]);
    expect(atRight.chunks[1]).toBe(parts[1]);
  });

  test("holds a sender up with as little as one byte", async () => {
    const [left, right] = memoryPair();
    right.start(new Recorder());
    right.pause();
    const events: string[] = [];
    left.send([utf8("a")], () => events.push("sent"));
    await settled();
    events.push("resumed");
    right.resume();
    await settled();
    expect(events).toEqual(["resumed", "sent"]);
  });

  test("keeps what was sent before an end, for a receiver that comes later", async () => {
    const [left, right] = memoryPair();
    left.send([utf8("a")], () => {});
    left.end();
    await settled();
    const atRight = new Recorder();
    right.start(atRight);
    await settled();
    expect([atRight.text, atRight.closedCount]).toEqual(["a", 1]);
  });

  property.prop([
    fc.array(fc.oneof(fc.uint8Array({ minLength: 1, maxLength: 5 }), fc.constantFrom("pause", "resume", "settle")), {
      maxLength: 40,
    }),
  ])("keeps order and loses nothing, however the reader pauses", async (steps) => {
    const [left, right] = memoryPair();
    const atRight = new Recorder();
    right.start(atRight);
    const expected: Uint8Array[] = [];
    const sent: number[] = [];
    for (const step of steps) {
      if (step === "pause") right.pause();
      else if (step === "resume") right.resume();
      else if (step === "settle") await settled();
      else if (typeof step !== "string") {
        const index = expected.push(step) - 1;
        left.send([step], () => sent.push(index));
      }
    }
    right.resume();
    left.end();
    await settled();
    expect(joined(atRight.chunks)).toEqual(joined(expected));
    expect(sent).toEqual([...expected.keys()]);
    expect(atRight.closedCount).toBe(1);
  });
});
