// The other ways to get at events: a callback, a web stream, the newest of each topic; and the signal that ends it.

import { describe, expect, test, vi } from "vitest";
import type { Bus, BusEvent } from "../../src/client/bus.ts";
import type { Gap } from "../../src/client/gap.ts";
import { busError } from "../support/bus-error.ts";
import { Host } from "../support/host.ts";
import { settled } from "../support/settled.ts";
import { all, take } from "../support/take.ts";

const STATUS = { state: "active", reason: "" };

function connected(): Promise<Bus> {
  return new Host().up().bus().connect();
}

describe("a callback", () => {
  test("gets each event as it comes, with its gap, and nothing queues", async () => {
    const host = new Host().up();
    await using bus = await host.bus().connect();
    const seen: [string, Gap["reason"] | undefined][] = [];
    const events = bus.subscribe("topology.*.status", {
      queueEvents: 1,
      onEvent: ({ params, payload, gap }) => seen.push([`${params.topologyId} ${payload.state}`, gap?.reason]),
    });
    await events.ready;
    for (const id of ["a", "b"]) bus.publish(`topology.${id}.status`, STATUS);
    await bus.flush();
    host.cut();
    await host.pass(50);
    bus.publish("topology.c.status", STATUS);
    await bus.flush();
    expect(seen).toEqual([
      ["a active", undefined],
      ["b active", undefined],
      ["c active", "reconnect"],
    ]);
    expect(events.dropped).toBe(0);
  });

  test("is not called any more once the subscription is closed, even by itself", async () => {
    await using bus = await connected();
    const onEvent = vi.fn<() => void>(() => void events.close());
    const events = bus.subscribe("topology.>", { onEvent });
    await events.ready;
    for (const id of ["a", "b"]) bus.publish(`topology.${id}.status`, STATUS);
    await bus.flush();
    expect(onEvent).toHaveBeenCalledOnce();
  });
});

describe("a web stream", () => {
  test("yields the events, ends with the subscription, and reads nothing ahead", async () => {
    await using bus = await connected();
    const events = bus.subscribe("topology.>");
    await events.ready;
    const reader = events.readable().getReader();
    for (const id of ["a", "b", "c"]) bus.publish(`topology.${id}.status`, STATUS);
    await bus.flush();
    expect((await reader.read()).value?.topic).toBe("topology.a.status");
    reader.releaseLock();
    expect((await take(events, 1))[0]!.topic).toBe("topology.b.status");
    await events.close();
    const rest: string[] = [];
    for await (const { topic } of events.readable()) rest.push(topic);
    expect(rest).toEqual([]);
  });

  test("that is cancelled closes the subscription", async () => {
    await using bus = await connected();
    const events = bus.subscribe("topology.>");
    await events.readable().cancel();
    expect(await all(events)).toEqual([]);
    expect(bus.stats().subscriptions).toBe(0);
  });
});

describe("the newest of each topic", () => {
  test("is all that a busy consumer gets, and it knows how many there were", async () => {
    await using bus = await connected();
    const events = bus.subscribe("topology.*.status", { latest: true });
    await events.ready;
    for (const [id, state] of ["a1", "b1", "a2", "a3"].map((text) => [...text])) {
      bus.publish(`topology.${id!}.status`, { state: state!, reason: "" });
    }
    await bus.flush();
    const got = await take(events, 2);
    expect(got.map(({ params, payload }) => params.topologyId + payload.state)).toEqual(["b1", "a3"]);
    expect(events).toMatchObject({ folded: 2, dropped: 0 });
  });
});

describe("a signal", () => {
  test("closes the subscription, and is let go of with it", async () => {
    await using bus = await connected();
    const stop = new AbortController();
    const remove = vi.spyOn(stop.signal, "removeEventListener");
    const loop = all(bus.subscribe("topology.>", { signal: stop.signal }));
    await settled();
    stop.abort();
    expect(await loop).toEqual([]);
    expect(remove).toHaveBeenCalled();
    expect(bus.stats().subscriptions).toBe(0);
  });

  test("that has been given already opens none", async () => {
    await using bus = await connected();
    expect(await all(bus.subscribe("topology.>", { signal: AbortSignal.abort() }))).toEqual([]);
  });
});

test.for([0, -1, 1.5, Number.NaN])("a queue of %d events is refused", async (queueEvents) => {
  await using bus = await connected();
  expect(() => bus.subscribe("topology.>", { queueEvents })).toThrow(busError("INVALID_CONFIG", "queueEvents"));
  expect(() => bus.subscribe("topology.>", { queueBytes: queueEvents })).toThrow(busError("INVALID_CONFIG"));
  expect(bus.stats().subscriptions).toBe(0);
});

test("a loop and a callback infer the event from the pattern alike", async () => {
  await using bus = await connected();
  const reasons: string[] = [];
  const onEvent = (event: BusEvent<"topology.*.mutation.failed">): void => void reasons.push(event.payload.reason);
  bus.subscribe("topology.*.mutation.failed", { onEvent });
  bus.publish("topology.a.mutation.failed", { mutationId: "1", op: "add_lan", reason: "why" });
  await bus.flush();
  expect(reasons).toEqual(["why"]);
});
