import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { type Known, TopicCache } from "../../src/topic/topic-cache.ts";
import { joined, utf8 } from "../support/bytes.ts";

interface Named extends Known {
  readonly name: string;
}

function known(name: string): Named {
  return { name, bytes: utf8(name) };
}

describe("what is known of topics", () => {
  // Alike at both ends, of one length and of several, and one whose bytes in latin1 look like another.
  const name = fc.constantFrom("a.b", "a.c", "b.b", "a.b.b", "ä", "Ã¤", "", "a");
  property.prop([fc.array(fc.tuple(fc.constantFrom("set", "get", "clear"), name), { maxLength: 60, size: "max" })])(
    "is found by the bytes, wherever they stand, and by no others",
    (steps) => {
      const cache = new TopicCache<Named>();
      const model = new Map<string, Named>();
      for (const [step, topic] of steps) {
        if (step === "set") {
          const one = known(topic);
          cache.set(one);
          model.set(topic, one);
        } else if (step === "clear") {
          cache.clear();
          model.clear();
        }
        const bytes = utf8(topic);
        const chunk = joined([Uint8Array.of(1, 2), bytes, Uint8Array.of(3)]);
        expect(cache.get(chunk, 2, 2 + bytes.length)).toBe(model.get(topic));
        expect(cache.size).toBe(model.size);
      }
    },
  );

  test("is found in a range of a larger buffer", () => {
    const cache = new TopicCache<Named>();
    cache.set(known("a.b"));
    cache.set(known("c"));
    const chunk = joined([utf8("xx"), utf8("a.b")]).subarray(2);
    expect(cache.get(chunk, 0, 3)?.name).toBe("a.b");
  });
});
