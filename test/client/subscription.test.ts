// The consumer's end alone: events are pushed into it as the connection would.

import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test, vi } from "vitest";
import type { Gap } from "../../src/client/gap.ts";
import { QUEUE_EVENTS, subscription, pushTopics, drops, topicOf } from "../support/queued-subscription.ts";
import { push } from "../support/received.ts";
import { settled } from "../support/settled.ts";
import { statusEvent, undecodableEvent } from "../support/status-event.ts";
import { all, take } from "../support/take.ts";

describe("a subscription hands out events", () => {
  test("in order, with name, parameters, payload and the registry's type", async () => {
    const events = subscription();
    push(events, statusEvent("t1", { state: "degraded" }));
    push(events, statusEvent("t2"));
    const [first, second] = await take(events, 2);
    expect(first).toMatchObject({
      topic: "topology.t1.status",
      name: "topology.status",
      params: { topologyId: "t1" },
      type: "status",
      payload: { state: "degraded", reason: "" },
      gap: undefined,
    });
    expect(second).toMatchObject({ topic: "topology.t2.status" });
  });

  test("to whoever waits, one to each, in the order in which they began to wait", async () => {
    const events = subscription();
    const waiting = [take(events, 1), take(events, 1)];
    pushTopics(events, 1, 3);
    expect((await Promise.all(waiting)).flat().map(topicOf)).toEqual(["topology.1.status", "topology.2.status"]);
  });

  test("and stays open when a loop is left: a later loop goes on where it stopped", async () => {
    const unsubscribe = vi.fn<() => Promise<void>>(() => Promise.resolve());
    const events = subscription({ unsubscribe });
    pushTopics(events, 0, 2);
    for await (const event of events) {
      expect(event.topic).toBe("topology.0.status");
      break;
    }
    expect(unsubscribe).not.toHaveBeenCalled();
    expect((await take(events, 1)).map(topicOf)).toEqual(["topology.1.status"]);
  });
});

describe("closing", () => {
  test("ends loops that wait", async () => {
    const events = subscription();
    const loops = [all(events), all(events)];
    await events.close();
    expect(await Promise.all(loops)).toEqual([[], []]);
  });

  test("ends a loop at once, also over a full queue", async () => {
    const events = subscription();
    pushTopics(events, 0, QUEUE_EVENTS + 10);
    const seen: string[] = [];
    for await (const { topic } of events) {
      seen.push(topic);
      if (seen.length === 2) void events.close();
    }
    expect(seen).toHaveLength(2);
  });

  test("is final: nothing comes any more, and no loss is told of", async () => {
    const onGap = vi.fn<(gap: Gap) => void>();
    const events = subscription({ onGap });
    await events.close();
    push(events, statusEvent("late"));
    events.lost(drops({ "topology.t1.status": 1 }));
    expect(await all(events)).toEqual([]);
    expect(onGap).not.toHaveBeenCalled();
  });

  test("takes the pattern back once, however often, and `await using` does it too", async () => {
    const unsubscribe = vi.fn<() => Promise<void>>(() => Promise.resolve());
    {
      await using events = subscription({ unsubscribe });
      await Promise.all([events.close(), events.close()]);
    }
    expect(unsubscribe).toHaveBeenCalledOnce();
  });
});

describe("when the connection ends", () => {
  test("what is queued can still be read, then the loop ends", async () => {
    const events = subscription();
    pushTopics(events, 0, 2);
    events.end();
    push(events, statusEvent("late"));
    expect((await all(events)).map(topicOf)).toEqual(["topology.0.status", "topology.1.status"]);
  });

  test("a loop that waits ends", async () => {
    const events = subscription();
    const loop = all(events);
    events.end();
    expect(await loop).toEqual([]);
  });
});

describe("a consumer that is too slow", () => {
  test("loses the oldest, is told at once, and finds the gap at the next event and there alone", async () => {
    const gaps: Gap[] = [];
    const events = subscription({ onGap: (gap) => gaps.push(gap) });
    pushTopics(events, 0, QUEUE_EVENTS);
    expect(gaps).toEqual([]);
    pushTopics(events, QUEUE_EVENTS, QUEUE_EVENTS + 2);
    await settled();
    // What is lost together is told together.
    const topics = new Map(["topology.0.status", "topology.1.status"].map((topic) => [topic, 1]));
    expect(gaps).toEqual([{ reason: "overflow", count: 2, topics, topicsTruncated: false }]);
    expect(events.dropped).toBe(2);
    const [first, second] = await take(events, 2);
    expect(first).toMatchObject({
      topic: "topology.2.status",
      gap: {
        reason: "overflow",
        count: 2,
        topics: new Map([
          ["topology.0.status", 1],
          ["topology.1.status", 1],
        ]),
        topicsTruncated: false,
      },
    });
    expect(second).toMatchObject({ topic: "topology.3.status", gap: undefined });
  });

  test("is bounded by bytes as well", async () => {
    const events = subscription();
    const megabyte = statusEvent("big", { reason: "x".repeat(1 << 20) });
    for (let count = 0; count < 9; count++) push(events, megabyte);
    expect(events.dropped).toBe(2);
    expect((await take(events, 1))[0]!.gap?.count).toBe(2);
  });

  test.each(["type", "source", "traceParent"] as const)(
    "counts the bytes of %s, whose size a publisher chooses too",
    (field) => {
      const events = subscription();
      const megabyte = { ...statusEvent("big"), [field]: "x".repeat(1 << 20) };
      for (let count = 0; count < 9; count++) push(events, megabyte);
      expect(events.dropped).toBe(2);
    },
  );

  test("sees more than 16 lost topics as truncated", async () => {
    const events = subscription();
    pushTopics(events, 0, QUEUE_EVENTS + 20);
    const gap = (await take(events, 1))[0]!.gap;
    expect(gap).toMatchObject({ count: 20, topicsTruncated: true });
    expect(gap!.topics.size).toBe(16);
  });
});

type Step = { push: number } | { undecodable: number } | { lost: number } | { take: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ push: fc.integer({ min: 1, max: 700 }) }),
  fc.record({ undecodable: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ lost: fc.integer({ min: 1, max: 50 }) }),
  fc.record({ take: fc.integer({ min: 1, max: 400 }) }),
);

/** The subscription's queue as a list: which of the waiting events can be decoded. */
class QueueModel {
  readonly #decodable: boolean[] = [];

  push(decodable: boolean): void {
    this.#decodable.push(decodable);
    if (this.#decodable.length > QUEUE_EVENTS) this.#decodable.shift();
  }

  /** Takes up to `count` events that can be decoded, and says how many those were. */
  take(count: number): number {
    let taken = 0;
    while (taken < count && this.#decodable.includes(true)) {
      if (this.#decodable.shift() === true) taken++;
    }
    return taken;
  }
}

describe("whatever happens", () => {
  property.prop([fc.array(step, { maxLength: 12 })], { numRuns: 60 })(
    "order is kept, and the gaps are exactly what is missing between the events",
    async (steps) => {
      const events = subscription();
      const model = new QueueModel();
      let sent = 0;
      let last = -1;
      let told = 0;
      const send = (decodable: boolean): void => {
        const id = String(sent++);
        push(events, decodable ? statusEvent(id) : undecodableEvent(`topology.${id}.status`));
        model.push(decodable);
      };
      const check = async (count: number): Promise<void> => {
        for (const { topic, gap } of await take(events, count)) {
          const number = Number(topic.split(".")[1]);
          expect(gap?.count ?? 0).toBe(number - last - 1);
          told += gap?.count ?? 0;
          last = number;
        }
      };
      for (const now of steps) {
        if ("push" in now) for (let count = 0; count < now.push; count++) send(true);
        else if ("undecodable" in now) for (let count = 0; count < now.undecodable; count++) send(false);
        else if ("take" in now) await check(model.take(now.take));
        else {
          events.lost(drops({ "topology.lost.status": now.lost }));
          sent += now.lost;
        }
      }
      send(true);
      events.end();
      await check(Number.POSITIVE_INFINITY);
      expect(last).toBe(sent - 1);
      expect(events.dropped).toBe(told);
    },
  );
});

test("onAway is called once for each time that it is away, however often it could not come back, and not before it was ready", async () => {
  let calls = 0;
  const events = subscription({ onAway: () => calls++ });
  const cutOff = async (): Promise<number> => {
    events.cutOff();
    await settled();
    return calls;
  };
  expect(await cutOff()).toBe(0);
  events.readyOn = "bus-1";
  expect([await cutOff(), await cutOff()]).toEqual([1, 1]);
  events.resumed("bus-2");
  expect(await cutOff()).toBe(2);
  events.end();
  await settled();
  expect(calls).toBe(2);
});
