import { describe, expect, test } from "vitest";
import { SharedPatterns } from "../../src/client/shared-patterns.ts";
import { BusError } from "../../src/errors.ts";
import { settled } from "../support/settled.ts";

interface Asked {
  readonly what: string;
  readonly answer: PromiseWithResolvers<void>;
}

function patterns(): { shared: SharedPatterns; asked: Asked[] } {
  const asked: Asked[] = [];
  const ask = (what: string): Promise<void> => {
    const answer = Promise.withResolvers<void>();
    asked.push({ what, answer });
    return answer.promise;
  };
  const shared = new SharedPatterns({
    subscribe: (pattern) => ask(`+${pattern}`),
    unsubscribe: (pattern) => ask(`-${pattern}`),
  });
  return { shared, asked };
}

const REFUSED = new BusError("TOO_MANY_PATTERNS", "no");

describe("a pattern that several hold", () => {
  test("is asked for once and given back with the last", async () => {
    const { shared, asked } = patterns();
    const holds = [shared.hold("a.>"), shared.hold("a.>"), shared.hold("a.>")];
    expect(asked.map(({ what }) => what)).toEqual(["+a.>"]);
    await holds[1]!.release();
    await holds[0]!.release();
    expect(asked).toHaveLength(1);
    const released = holds[2]!.release();
    expect(asked.map(({ what }) => what)).toEqual(["+a.>", "-a.>"]);
    asked[1]!.answer.resolve();
    await released;
  });

  test("is asked for anew by whoever comes after the last", () => {
    const { shared, asked } = patterns();
    void shared.hold("a.>").release();
    shared.hold("a.>");
    expect(asked.map(({ what }) => what)).toEqual(["+a.>", "-a.>", "+a.>"]);
  });

  test("is given back although the broker is gone", async () => {
    const { shared, asked } = patterns();
    const released = shared.hold("a.>").release();
    asked[1]!.answer.reject(new BusError("UNAVAILABLE", "gone"));
    await released;
    expect(asked).toHaveLength(2);
  });

  test("is refused to all of them; nobody gives it back, and who comes later asks anew", async () => {
    const { shared, asked } = patterns();
    const holds = [shared.hold("a.>"), shared.hold("a.>")];
    asked[0]!.answer.reject(REFUSED);
    for (const { ready } of holds) await expect(ready).rejects.toBe(REFUSED);
    shared.hold("a.>");
    for (const { release } of holds) await release();
    expect(asked.map(({ what }) => what)).toEqual(["+a.>", "+a.>"]);
  });

  test("is not taken from a new holder by the late refusal of an old one", async () => {
    const { shared, asked } = patterns();
    const old = shared.hold("a.>");
    void old.release();
    shared.hold("a.>");
    asked[0]!.answer.reject(REFUSED);
    await settled();
    shared.hold("a.>");
    expect(asked.map(({ what }) => what)).toEqual(["+a.>", "-a.>", "+a.>"]);
  });
});
