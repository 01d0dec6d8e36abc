// What attackers are made of: the same seed makes the same, and it is as hostile as it claims to be.

import { describe, expect, test } from "vitest";
import { isPattern, isTopic } from "../../src/topics.ts";
import { joined } from "../support/bytes.ts";
import { DEEPEST_TOPIC, hostilePattern, hostileTopic, noTopic } from "./hostile-topics.ts";
import { MUTATIONS } from "./mutations.ts";
import { Random } from "./random.ts";
import { validStream } from "./valid-stream.ts";

const MANY = Array.from({ length: 300 }, (_, index) => String(index));

describe("chance", () => {
  test("is the same for the same name, and another for another", () => {
    const numbers = (name: string): number[] => Array.from({ length: 5 }, () => new Random(name).next());
    expect(numbers("1/a/0")).toEqual(numbers("1/a/0"));
    expect(new Set(MANY.map((name) => new Random(name).next())).size).toBe(MANY.length);
  });

  test("reaches both ends, and goes beyond none", () => {
    const random = new Random("ends");
    const seen = new Set(MANY.map(() => random.between(3, 6)));
    expect([...seen].toSorted((a, b) => a - b)).toEqual([3, 4, 5, 6]);
  });
});

describe("topics", () => {
  test("are topics and patterns, or none of them, as is claimed", () => {
    const randoms = MANY.map((name) => new Random(name));
    expect(randoms.map(hostileTopic).filter((topic) => !isTopic(topic))).toEqual([]);
    expect(randoms.map(hostilePattern).filter((pattern) => !isPattern(pattern))).toEqual([]);
    expect(randoms.map(noTopic).filter((text) => isTopic(text) || isPattern(text))).toEqual([]);
  });

  test("go to the limit", () => {
    expect(isTopic(DEEPEST_TOPIC)).toBe(true);
    expect(isTopic(`${DEEPEST_TOPIC}.`) || isTopic(`${DEEPEST_TOPIC}a`)).toBe(false);
  });
});

describe("mutation", () => {
  test.each(Object.entries(MUTATIONS))(
    "%s changes most streams, and the same stream in the same way",
    (_name, mutate) => {
      const run = (name: string): { before: Uint8Array; after: Uint8Array } => {
        const random = new Random(name);
        const frames = validStream(random);
        return { before: joined(frames), after: joined(mutate(frames, random)) };
      };
      const some = MANY.slice(0, 40);
      const changed = some.filter((name) => Buffer.compare(run(name).before, run(name).after) !== 0);
      expect(changed.length).toBeGreaterThan(some.length / 2);
      expect(run("again").after).toEqual(run("again").after);
    },
  );
});
