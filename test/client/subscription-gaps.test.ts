// What is missing between two events of a subscription: dropped by the broker, not to be decoded, or not declared.

import { create, toBinary } from "@bufbuild/protobuf";
import { StructSchema, ValueSchema } from "@bufbuild/protobuf/wkt";
import { describe, expect, test, vi } from "vitest";
import { EventSchema } from "../../gen/decnet/bus/v1/frame_pb.ts";
import type { Gap } from "../../src/client/gap.ts";
import { subscription, drops, topicOf } from "../support/queued-subscription.ts";
import { push } from "../support/received.ts";
import { settled } from "../support/settled.ts";
import { statusEvent, undecodableEvent } from "../support/status-event.ts";
import { take } from "../support/take.ts";

describe("what the broker dropped", () => {
  test("is a gap of the event after it, not of those before", async () => {
    const events = subscription();
    push(events, statusEvent("before"));
    events.lost(drops({ "topology.t1.status": 3 }));
    push(events, statusEvent("after"));
    const [before, after] = await take(events, 2);
    expect(before!.gap).toBeUndefined();
    expect(after!.gap).toEqual({
      reason: "overflow",
      count: 3,
      topics: new Map([["topology.t1.status", 3]]),
      topicsTruncated: false,
    });
    expect(events.dropped).toBe(3);
  });

  test("is told of at once, although no event follows", async () => {
    const onGap = vi.fn<(gap: Gap) => void>();
    subscription({ onGap }).lost(drops({ "topology.t1.status": 3 }));
    await settled();
    expect(onGap).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ reason: "overflow", count: 3 }));
  });

  test("is no gap if none of the topics is this subscription's", async () => {
    const onGap = vi.fn<(gap: Gap) => void>();
    const events = subscription({ pattern: "topology.*.status", onGap });
    events.lost(drops({ "topology.t1.mutation.applied": 3, "system.log": 1 }));
    push(events, statusEvent("t1"));
    expect(onGap).not.toHaveBeenCalled();
    expect((await take(events, 1))[0]!.gap).toBeUndefined();
  });

  test("counts the topics that match, and no others", () => {
    const events = subscription({ pattern: "topology.*.status" });
    events.lost(drops({ "topology.t1.status": 2, "system.log": 40, "topology.t2.status": 1 }));
    expect(events.dropped).toBe(3);
  });

  test("may be a gap if the list of topics is not complete: the unnamed ones count", async () => {
    const onGap = vi.fn<(gap: Gap) => void>();
    const events = subscription({ pattern: "topology.*.status", onGap });
    events.lost(drops({ "system.log": 40, "topology.t1.status": 2 }, 5));
    await settled();
    expect(onGap).toHaveBeenCalledExactlyOnceWith({
      reason: "overflow",
      count: 7,
      topics: new Map([["topology.t1.status", 2]]),
      topicsTruncated: true,
    });
  });

  test("is no gap for undeclared topics, which would not have been handed out, unless they are meant", () => {
    const lost = drops({ "topology.t1.custom": 2 });
    const checked = subscription();
    checked.lost(lost);
    expect(checked.dropped).toBe(0);
    const freeForm = subscription({ freeForm: true });
    freeForm.lost(lost);
    expect(freeForm.dropped).toBe(2);
  });
});

describe("a payload that cannot be decoded", () => {
  test("is a gap of the next event, and the loop goes on", async () => {
    const gaps: Gap[] = [];
    const events = subscription({ onGap: (gap) => gaps.push(gap) });
    push(events, undecodableEvent("topology.t1.status"));
    push(events, undecodableEvent("topology.t1.status"));
    push(events, statusEvent("t2"));
    const [event] = await take(events, 1);
    expect(event).toMatchObject({
      topic: "topology.t2.status",
      gap: { reason: "decode", count: 2, topics: new Map([["topology.t1.status", 2]]) },
    });
    expect(gaps).toMatchObject([{ reason: "decode", count: 2 }]);
    expect(events.dropped).toBe(2);
  });

  test("does not wake whoever waits for an event", async () => {
    const events = subscription();
    const next = take(events, 1);
    push(events, undecodableEvent("topology.t1.status"));
    push(events, statusEvent("t2"));
    expect((await next)[0]).toMatchObject({ topic: "topology.t2.status", gap: { reason: "decode", count: 1 } });
  });

  test("adds to a gap of another reason, which keeps the first one", async () => {
    const events = subscription();
    events.lost(drops({ "topology.t1.status": 3 }));
    push(events, undecodableEvent("topology.t1.status"));
    push(events, statusEvent("t2"));
    expect((await take(events, 1))[0]!.gap).toMatchObject({ reason: "overflow", count: 4 });
  });

  // Regression: JSON has no NaN, so protobuf's runtime threw an error of its own, which ended the connection.
  test("may also be a Struct that JSON cannot say", async () => {
    const kind = { case: "numberValue", value: Number.NaN } as const;
    const nan = create(StructSchema, { fields: { rate: create(ValueSchema, { kind }) } });
    const events = subscription({ pattern: ">", freeForm: true });
    push(events, create(EventSchema, { topic: "lab.rate", payload: toBinary(StructSchema, nan) }));
    push(events, statusEvent("t2"));
    expect((await take(events, 1))[0]!.gap).toMatchObject({ reason: "decode", topics: new Map([["lab.rate", 1]]) });
  });
});

describe("undeclared topics", () => {
  const custom = create(EventSchema, { topic: "topology.t1.custom" });

  test("are skipped and counted for a checked pattern", async () => {
    const events = subscription();
    push(events, custom);
    push(events, statusEvent("t1"));
    expect((await take(events, 1)).map(topicOf)).toEqual(["topology.t1.status"]);
    expect(events).toMatchObject({ undeclared: 1, dropped: 0 });
  });

  test("are handed out where they are meant, with their JSON", async () => {
    const events = subscription({ freeForm: true });
    push(events, custom);
    expect(await take(events, 1)).toMatchObject([
      { topic: "topology.t1.custom", name: undefined, params: {}, payload: {} },
    ]);
    expect(events.undeclared).toBe(0);
  });
});
