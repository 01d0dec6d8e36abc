import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { DropTally } from "../../src/wire/drop-tally.ts";

const topics = fc.array(
  fc.nat({ max: 24 }).map((number) => `topic.${number}`),
  { maxLength: 60 },
);

describe("a tally of drops", () => {
  test("has nothing to tell at first, and after it was taken", () => {
    const tally = new DropTally();
    expect(tally.take()).toBeUndefined();
    tally.add("a");
    expect(tally.take()).toEqual({ count: 1, topics: new Map([["a", 1]]), truncated: false });
    expect(tally.take()).toBeUndefined();
  });

  property.prop([topics])("counts all, and names the first sixteen topics with how many of each", (dropped) => {
    const tally = new DropTally();
    for (const topic of dropped) tally.add(topic);
    const named = [...new Set(dropped)].slice(0, 16);
    const expected = {
      count: dropped.length,
      topics: new Map(named.map((topic) => [topic, dropped.filter((each) => each === topic).length])),
      truncated: new Set(dropped).size > 16,
    };
    expect(tally.take()).toEqual(dropped.length === 0 ? undefined : expected);
  });

  test("is not truncated by exactly sixteen topics, but by one more", () => {
    const tally = new DropTally();
    for (let number = 0; number < 16; number++) tally.add(`topic.${number}`, 2);
    for (let number = 0; number < 16; number++) tally.add(`topic.${number}`);
    expect(tally.take()).toMatchObject({ count: 48, truncated: false });
    for (let number = 0; number < 17; number++) tally.add(`topic.${number}`);
    const drops = tally.take();
    expect(drops).toMatchObject({ count: 17, truncated: true });
    expect(drops?.topics.has("topic.16")).toBe(false);
  });

  property.prop([topics, topics])("merged with another is as if it had counted both", (mine, others) => {
    const [merged, other, both] = [new DropTally(), new DropTally(), new DropTally()];
    for (const topic of mine) merged.add(topic);
    for (const topic of others) other.add(topic);
    for (const topic of [...mine, ...others]) both.add(topic);
    const drops = other.take();
    if (drops !== undefined) merged.merge(drops);
    const [actual, expected] = [merged.take(), both.take()];
    expect(actual?.count).toBe(expected?.count);
    expect(actual?.truncated).toBe(expected?.truncated);
    // What the other no longer knows by name, nobody does.
    if (drops?.truncated !== true) expect(actual?.topics).toEqual(expected?.topics);
  });

  test("does not change what it has told already", () => {
    const tally = new DropTally();
    tally.add("a");
    const told = tally.take();
    tally.add("a");
    tally.add("b");
    expect(told).toEqual({ count: 1, topics: new Map([["a", 1]]), truncated: false });
  });
});
