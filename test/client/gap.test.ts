import { describe, expect, test } from "vitest";
import { GapTally } from "../../src/client/gap.ts";

describe("losses that gather", () => {
  test("are one gap, taken once", () => {
    const tally = new GapTally();
    expect(tally.take()).toBeUndefined();
    tally.add("decode", "a.b");
    tally.add("decode", "a.b");
    expect(tally.take()).toEqual({ reason: "decode", count: 2, topics: new Map([["a.b", 2]]), topicsTruncated: false });
    expect(tally.take()).toBeUndefined();
  });

  test("keep the first of several reasons, until they are taken", () => {
    const tally = new GapTally();
    tally.merge(undefined);
    tally.merge({ reason: "overflow", count: 5, topics: new Map([["a.b", 2]]), topicsTruncated: true });
    tally.add("decode", "a.b");
    expect(tally.take()).toEqual({
      reason: "overflow",
      count: 6,
      topics: new Map([["a.b", 3]]),
      topicsTruncated: true,
    });
    tally.add("decode", "a.b");
    expect(tally.take()).toMatchObject({ reason: "decode", count: 1, topicsTruncated: false });
  });
});
