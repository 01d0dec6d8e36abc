import { describe, expect, test } from "vitest";
import type { BusConnection } from "../../src/client/connection.ts";
import { SharedPatterns } from "../../src/client/shared-patterns.ts";
import { BusError } from "../../src/errors.ts";
import { settled } from "../support/settled.ts";

interface Asked {
  readonly what: string;
  readonly answer: PromiseWithResolvers<void>;
}

interface Asking extends Pick<BusConnection, "subscribe" | "unsubscribe"> {
  readonly asked: Asked[];
}

/** A connection that writes down what it is asked. */
function connection(): Asking {
  const asked: Asked[] = [];
  const ask = (what: string): Promise<void> => {
    const answer = Promise.withResolvers<void>();
    asked.push({ what, answer });
    return answer.promise;
  };
  return { asked, subscribe: (pattern) => ask(`+${pattern}`), unsubscribe: (pattern) => ask(`-${pattern}`) };
}

function patterns(): { shared: SharedPatterns; asked: Asked[]; refused: string[] } {
  const refused: string[] = [];
  const shared = new SharedPatterns((pattern, { code }) => refused.push(`${pattern} ${code}`));
  const asking = connection();
  void shared.attach(asking);
  return { shared, asked: asking.asked, refused };
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
    const { shared, asked, refused } = patterns();
    const holds = [shared.hold("a.>"), shared.hold("a.>")];
    asked[0]!.answer.reject(REFUSED);
    for (const { ready } of holds) await expect(ready).rejects.toBe(REFUSED);
    expect(refused).toEqual(["a.> TOO_MANY_PATTERNS"]);
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

describe("patterns that outlive a connection", () => {
  test("wait for one, and are asked for when it is there", async () => {
    const shared = new SharedPatterns(() => {});
    const hold = shared.hold("a.>");
    void shared.hold("b").release();
    const first = connection();
    const attached = shared.attach(first);
    expect(first.asked.map(({ what }) => what)).toEqual(["+a.>"]);
    first.asked[0]!.answer.resolve();
    await Promise.all([attached, hold.ready]);
  });

  test("are asked for again on the next one, and whoever is ready stays so", async () => {
    const { shared, asked, refused } = patterns();
    const [answered, unanswered] = [shared.hold("a"), shared.hold("b")];
    asked[0]!.answer.resolve();
    await answered.ready;
    shared.detach();
    asked[1]!.answer.reject(new BusError("UNAVAILABLE", "gone"));
    await settled();
    const next = connection();
    const attached = shared.attach(next);
    expect(next.asked.map(({ what }) => what)).toEqual(["+a", "+b"]);
    for (const { answer } of next.asked) answer.resolve();
    await Promise.all([attached, answered.ready, unanswered.ready]);
    expect(refused).toEqual([]);
  });

  test("that the next broker refuses are told of, although they were there before", async () => {
    const { shared, asked, refused } = patterns();
    const hold = shared.hold("a");
    asked[0]!.answer.resolve();
    await hold.ready;
    shared.detach();
    const next = connection();
    const attached = shared.attach(next);
    next.asked[0]!.answer.reject(REFUSED);
    await attached;
    expect(refused).toEqual(["a TOO_MANY_PATTERNS"]);
    await hold.ready;
  });

  test("end when there will be none: whoever waits is told why", async () => {
    const shared = new SharedPatterns(() => {});
    const hold = shared.hold("a");
    const closed = new BusError("CLOSED", "closed");
    shared.end(closed);
    await expect(hold.ready).rejects.toBe(closed);
    await hold.release();
  });
});
