// Who gets what.

import { create, type Message } from "@bufbuild/protobuf";
import { fc } from "@fast-check/vitest";
import { expect, test, vi } from "vitest";
import { declaredTopics } from "../../gen/decnet/topics/v1/registry.ts";
import type { BusEvent } from "../../src/client/bus.ts";
import { freeForm } from "../../src/registry/lookup.ts";
import type { FreeForm } from "../../src/registry/topic-types.ts";
import { payloadOf } from "../support/payload-arbitrary.ts";
import { holes, numberOf, publishNumbers, range, readUntil } from "../support/status-topics.ts";
import { take } from "../support/take.ts";
import { onEveryBus } from "./on-every-bus.ts";

const ACTIVE = { state: "active", reason: "" };

onEveryBus(({ any, withBroker }) => {
  test("an event reaches a subscriber, with all that its publisher said", async (context) => {
    const stage = await withBroker(context);
    const [publisher, consumer] = [stage.bus({ clientName: "mutator" }), stage.bus()];
    await Promise.all([publisher.connect(), consumer.connect()]);
    const events = consumer.subscribe("topology.*.mutation.failed");
    await events.ready;
    const traceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    const payload = { mutationId: "m1", op: "add_lan", reason: "no room" };
    expect(publisher.publish("topology.t1.mutation.failed", payload, { type: "special", traceParent })).toBe(true);
    const [event] = await take(events, 1);
    expect(event).toMatchObject({
      topic: "topology.t1.mutation.failed",
      name: "topology.mutation.failed",
      params: { topologyId: "t1" },
      type: "special",
      source: "mutator",
      traceParent,
      payload,
      gap: undefined,
    });
    expect(event!.id.length).toBeGreaterThan(0);
    expect(event!.publishedAtNs).toBeGreaterThan(0n);
    expect([publisher.stats().published, consumer.stats().received]).toEqual([1, 1]);
  });

  test("a wildcard takes the place of one token, or of all that follow", async (context) => {
    const stage = await withBroker(context);
    const bus = await stage.bus().connect();
    const topics = ["topology.t1.status", "topology.t1.mutation.applied", "decky.d1.state", "system.log"];
    const heard: Record<string, string[]> = {};
    const listen = async (pattern: string): Promise<void> => {
      const list: string[] = (heard[pattern] = []);
      await bus.subscribe(freeForm(pattern), { onEvent: ({ topic }) => void list.push(topic) }).ready;
    };
    for (const pattern of [">", "topology.>", "*.*.status", "topology.*.mutation.*", "*.log", "topology.t2.>"])
      await listen(pattern);
    const last = bus.subscribe(freeForm("lab.last"));
    await last.ready;
    for (const topic of [...topics, "lab.last"]) bus.publish(freeForm(topic), {});
    await take(last, 1);
    expect(heard).toEqual({
      ">": [...topics, "lab.last"],
      "topology.>": topics.slice(0, 2),
      "*.*.status": ["topology.t1.status"],
      "topology.*.mutation.*": ["topology.t1.mutation.applied"],
      "*.log": ["system.log"],
      "topology.t2.>": [],
    });
  });

  test("patterns that overlap give each subscription its own copy, and only one", async (context) => {
    const stage = await withBroker(context);
    const [publisher, consumer] = [await stage.bus().connect(), await stage.bus().connect()];
    const events = [
      consumer.subscribe("topology.>"),
      consumer.subscribe("topology.*.status"),
      consumer.subscribe("topology.*.status"),
    ];
    await Promise.all(events.map(({ ready }) => ready));
    publishNumbers(publisher, 0, 2);
    const copies = await Promise.all(events.map((each) => take(each, 2)));
    for (const copy of copies)
      expect(copy.map(({ topic }) => topic)).toEqual(["topology.t0.status", "topology.t1.status"]);
    expect(new Set(copies.map(([first]) => first)).size).toBe(3);
    expect(consumer.stats().received).toBe(2);
  });

  test("a bus hears itself", async (context) => {
    const stage = await withBroker(context);
    const bus = await stage.bus().connect();
    const events = bus.subscribe("topology.*.status");
    await events.ready;
    publishNumbers(bus, 0, 1);
    expect(await take(events, 1)).toHaveLength(1);
  });

  test("a bus with noEcho hears others, and not itself", async (context) => {
    const stage = await withBroker(context);
    const [mute, other] = [await stage.bus({ noEcho: true }).connect(), await stage.bus().connect()];
    const [events, others] = [mute.subscribe("topology.*.status"), other.subscribe("topology.*.status")];
    await Promise.all([events.ready, others.ready]);
    publishNumbers(mute, 0, 1);
    await mute.flush();
    publishNumbers(other, 1, 2);
    expect((await take(events, 1)).map(numberOf)).toEqual([1]);
    expect((await take(others, 2)).map(numberOf)).toEqual([0, 1]);
  });

  test("order is kept between each publisher and each subscriber", async (context) => {
    const stage = await withBroker(context);
    const consumer = await stage.bus().connect();
    const events = consumer.subscribe("topology.*.status", { queueEvents: 10_000 });
    await events.ready;
    const publishers = [await stage.bus({ clientName: "a" }).connect(), await stage.bus({ clientName: "b" }).connect()];
    for (let from = 0; from < 1_000; from += 100) {
      for (const publisher of publishers) publishNumbers(publisher, from, from + 100);
      await Promise.all(publishers.map((publisher) => publisher.flush()));
    }
    const received = await take(events, 2_000);
    for (const source of ["a", "b"]) {
      const numbers = received.filter((event) => event.source === source).map(numberOf);
      expect(numbers).toEqual(range(0, 1_000));
    }
  });

  test("a subscription that was closed gets nothing more, and the broker sends nothing more", async (context) => {
    const stage = await withBroker(context);
    const [publisher, consumer] = [await stage.bus().connect(), await stage.bus().connect()];
    const onEvent = vi.fn<() => void>();
    const events = consumer.subscribe("topology.*.status", { onEvent });
    const last = consumer.subscribe("system.log");
    await Promise.all([events.ready, last.ready]);
    await events.close();
    publishNumbers(publisher, 0, 10);
    publisher.publish("system.log", {} as never);
    await take(last, 1);
    expect(onEvent).not.toHaveBeenCalled();
    expect(consumer.stats()).toMatchObject({ received: 1, subscriptions: 1 });
  });

  test("closing one of two subscriptions to a pattern leaves the other", async (context) => {
    const stage = await withBroker(context);
    const bus = await stage.bus().connect();
    const [closed, open] = [bus.subscribe("topology.*.status"), bus.subscribe("topology.*.status")];
    await Promise.all([closed.ready, open.ready]);
    await closed.close();
    publishNumbers(bus, 0, 1);
    expect((await take(open, 1)).map(numberOf)).toEqual([0]);
  });

  test("flush is a fence: what was published before is routed before whatever happens after", async (context) => {
    const stage = await withBroker(context);
    const [publisher, consumer] = [await stage.bus().connect(), await stage.bus().connect()];
    // More than leaves at once: what overtakes it comes long before it.
    publishNumbers(publisher, 0, 7_000, "x".repeat(1_000));
    await publisher.flush();
    const late = consumer.subscribe("topology.*.status");
    await late.ready;
    publishNumbers(publisher, 7_000, 7_001);
    expect((await take(late, 1)).map(numberOf)).toEqual([7_000]);
  });

  test("all that is published in one turn arrives, up to what a queue holds", async (context) => {
    const stage = await withBroker(context);
    const [publisher, consumer] = [await stage.bus().connect(), await stage.bus().connect()];
    const events = consumer.subscribe("topology.*.status");
    await events.ready;
    publishNumbers(publisher, 0, 1_000);
    const received = await readUntil(events, 999);
    expect(holes(received, 0).every((missing) => missing === 0)).toBe(true);
  });

  test("the payload of every declared topic arrives as it was", async (context) => {
    const stage = await withBroker(context);
    const [publisher, consumer] = [await stage.bus().connect(), await stage.bus().connect()];
    const events = consumer.subscribe(">");
    await events.ready;
    const sent = declaredTopics.flatMap(({ tokens, schema }) => {
      const topic = tokens.map((token) => token ?? "x").join(".");
      return fc.sample(payloadOf(schema), { seed: 1, numRuns: 10 }).map((payload) => ({ topic, schema, payload }));
    });
    for (const { topic, payload } of sent) publisher.publish(topic as "system.log", payload as never);
    const received = await take(events, sent.length);
    expect(received.map(({ topic }) => topic)).toEqual(sent.map(({ topic }) => topic));
    const payloads = received.map(({ payload }): Message => payload);
    expect(payloads).toEqual(sent.map(({ schema, payload }) => create(schema, payload)));
  });

  test("a payload outside the registry arrives as it was, for whoever means it", async (context) => {
    const stage = await withBroker(context);
    const bus = await stage.bus().connect();
    const [meant, checked] = [bus.subscribe(freeForm("lab.>")), bus.subscribe(">")];
    await Promise.all([meant.ready, checked.ready]);
    const payload = { a: [1, null, { b: "x" }], c: true };
    bus.publish(freeForm("lab.x"), payload);
    const [event] = await take<BusEvent<FreeForm>>(meant, 1);
    expect(event).toMatchObject({ topic: "lab.x", name: undefined, params: {} });
    expect(event!.payload).toEqual(payload);
    expect(checked.undeclared).toBe(1);
  });

  test("what is published without a connection is not handed over, and counted", async (context) => {
    const stage = await any(context);
    const bus = stage.bus();
    expect(bus.publish("topology.t1.status", ACTIVE)).toBe(false);
    expect(bus.publish("topology.t1.status", ACTIVE)).toBe(false);
    await bus.close();
    expect(bus.publish("topology.t1.status", ACTIVE)).toBe(false);
    expect(bus.stats()).toMatchObject({ published: 0, notPublished: { disconnected: 2, closed: 1, overflow: 0 } });
  });
});
