// Many local subscriptions over one connection: who gets what, and what of it the broker sees.

import { describe, expect, test } from "vitest";
import { Code } from "../../gen/decnet/bus/v1/code_pb.ts";
import type { Bus } from "../../src/client/bus.ts";
import { BrokerHarness } from "../support/broker-harness.ts";
import { busOn, connectedToScript, ScriptedBroker } from "../support/bus-over-memory.ts";
import { settled } from "../support/settled.ts";
import { all, take } from "../support/take.ts";

const STATUS = { state: "active", reason: "" };

async function connected(harness: BrokerHarness, noEcho = false): Promise<Bus> {
  return busOn(harness, { noEcho }).connect();
}

describe("a subscription", () => {
  test("is ready when the broker has the pattern: what anybody publishes from then on comes", async () => {
    const harness = new BrokerHarness();
    await using publisher = await connected(harness);
    await using consumer = await connected(harness);
    const events = consumer.subscribe("topology.*.status");
    expect(events.pattern).toBe("topology.*.status");
    await events.ready;
    publisher.publish("topology.t1.status", { state: "degraded", reason: "one decky is gone" });
    for await (const { topic, payload, source } of events) {
      expect({ topic, source, payload }).toMatchObject({
        topic: "topology.t1.status",
        source: "worker",
        payload: { state: "degraded", reason: "one decky is gone" },
      });
      break;
    }
  });

  test("gets what its own bus publishes, unless that said noEcho", async () => {
    const harness = new BrokerHarness();
    await using echoing = await connected(harness);
    await using mute = await connected(harness, true);
    const [heard, unheard] = [echoing.subscribe("topology.>"), mute.subscribe("topology.>")];
    await Promise.all([heard.ready, unheard.ready]);
    mute.publish("topology.mute.status", STATUS);
    await mute.flush();
    echoing.publish("topology.echoing.status", STATUS);
    await echoing.flush();
    expect((await take(heard, 2)).map(({ params }) => params)).toEqual([
      { topologyId: "mute" },
      { topologyId: "echoing" },
    ]);
    expect((await take(unheard, 1)).map(({ params }) => params)).toEqual([{ topologyId: "echoing" }]);
  });

  test("that overlaps others gets its own copy, while one copy comes over the wire", async () => {
    const harness = new BrokerHarness();
    await using bus = await connected(harness);
    await using publisher = await connected(harness);
    const [wide, status, one, any] = [
      bus.subscribe("topology.>"),
      bus.subscribe("topology.*.status"),
      bus.subscribe("topology.t1.status"),
      bus.subscribe("*.t1.*"),
    ];
    await Promise.all([wide, status, one, any].map(({ ready }) => ready));
    publisher.publish("topology.t1.status", STATUS);
    publisher.publish("topology.t2.status", STATUS);
    const ids = async (events: AsyncIterable<{ params: object }>, count: number): Promise<unknown[]> =>
      (await take(events, count)).map(({ params }) => Object.values(params)[0] as unknown);
    expect(await ids(wide, 2)).toEqual(["t1", "t2"]);
    expect(await ids(status, 2)).toEqual(["t1", "t2"]);
    expect(await ids(one, 1)).toEqual(["t1"]);
    expect(await ids(any, 1)).toEqual(["t1"]);
    expect(harness.broker.counts.eventsOut).toBe(2);
  });

  test("and each of several with one pattern gets every event; the broker has the pattern once", async () => {
    const script = await connectedToScript();
    const [first, second] = [script.bus.subscribe("topology.>"), script.bus.subscribe("topology.>")];
    expect(await script.confirmSubscribe()).toBe("topology.>");
    await Promise.all([first.ready, second.ready]);
    script.peer.send({ case: "event", value: { topic: "topology.t1.status" } });
    expect(await take(first, 1)).toHaveLength(1);
    expect(await take(second, 1)).toHaveLength(1);
    await first.close();
    expect(script.peer.inbox).toEqual([]);
    script.peer.send({ case: "event", value: { topic: "topology.t2.status" } });
    expect(await take(second, 1)).toHaveLength(1);
    const closing = second.close();
    expect(await script.confirmUnsubscribe()).toBe("topology.>");
    await closing;
    expect(script.peer.inbox).toEqual([]);
  });

  test("overlapping others goes on when they are closed", async () => {
    const harness = new BrokerHarness();
    await using bus = await connected(harness);
    const [wide, narrow] = [bus.subscribe("topology.>"), bus.subscribe("topology.*.status")];
    await Promise.all([wide.ready, narrow.ready]);
    await wide.close();
    bus.publish("topology.t1.mutation.applied", { mutationId: "m", op: "add_lan" });
    bus.publish("topology.t1.status", STATUS);
    expect((await take(narrow, 1)).map(({ topic }) => topic)).toEqual(["topology.t1.status"]);
    expect(await all(wide)).toEqual([]);
  });

  test("that was closed is not sent anything any more, and the pattern can be had again", async () => {
    const harness = new BrokerHarness();
    await using bus = await connected(harness);
    {
      await using events = bus.subscribe("topology.>");
      await events.ready;
      expect(harness.broker.counts.patterns).toBe(1);
    }
    expect(harness.broker.counts.patterns).toBe(0);
    const again = bus.subscribe("topology.>");
    await again.ready;
    bus.publish("topology.t1.status", STATUS);
    expect(await take(again, 1)).toHaveLength(1);
  });

  test("that is closed while its pattern is still on the way leaves nothing behind", async () => {
    const harness = new BrokerHarness();
    await using bus = await connected(harness);
    const events = bus.subscribe("topology.>");
    const loop = all(events);
    await events.close();
    await events.ready;
    expect(await loop).toEqual([]);
    expect(harness.broker.counts.patterns).toBe(0);
  });

  // Regression: it waited for the broker without an end, and `await using` with it.
  test("can be closed although the broker does not answer", async () => {
    const script = await connectedToScript();
    const events = script.bus.subscribe("topology.>");
    await script.confirmSubscribe();
    const closing = events.close();
    expect(await all(events)).toEqual([]);
    script.clock.advance(5_000);
    await closing;
    expect(script.clock.pending).toBe(0);
  });
});

describe("a subscription that was made before the bus is connected", () => {
  test("is ready when the bus is: connect waits for the broker's answer", async () => {
    const script = new ScriptedBroker();
    const events = script.bus.subscribe("topology.>");
    const connecting = script.connect();
    const { ref, pattern } = await script.peer.next("subscribe");
    expect(pattern).toBe("topology.>");
    expect(script.bus.connected).toBe(false);
    script.peer.send({ case: "result", value: { ref } });
    await Promise.all([connecting, events.ready]);
    script.peer.send({ case: "event", value: { topic: "topology.t1.status" } });
    expect((await take(events, 1))[0]!.gap).toBeUndefined();
  });

  test("and is closed between the broker's answer and the connection that counts: whoever waits for it waits no longer", async () => {
    const script = new ScriptedBroker();
    const [answered, unanswered] = [script.bus.subscribe("topology.>"), script.bus.subscribe("system.>")];
    const connecting = script.connect();
    await script.confirmSubscribe();
    await settled();
    expect(script.bus.connected).toBe(false);
    void answered.close();
    await answered.ready;
    await script.confirmSubscribe();
    await Promise.all([connecting, unanswered.ready]);
  });

  test("that was closed again is not asked for", async () => {
    const script = new ScriptedBroker();
    const [closed, open] = [script.bus.subscribe("topology.>"), script.bus.subscribe("system.>")];
    await closed.close();
    const connecting = script.connect();
    expect(await script.confirmSubscribe()).toBe("system.>");
    await Promise.all([connecting, open.ready]);
    expect(script.peer.inbox).toEqual([]);
  });
});

describe("what the broker says about loss", () => {
  test("reaches the subscriptions whose pattern matches a topic that it names, and no others", async () => {
    const script = await connectedToScript();
    const [status, log] = [script.bus.subscribe("topology.*.status"), script.bus.subscribe("system.log")];
    await script.confirmSubscribe();
    await script.confirmSubscribe();
    script.sendTogether(
      { case: "dropped", value: { count: 3n, total: 3n, topics: [{ topic: "topology.t1.status", count: 3n }] } },
      { case: "event", value: { topic: "topology.t2.status" } },
      { case: "event", value: { topic: "system.log" } },
    );
    expect((await take(status, 1))[0]!.gap).toMatchObject({ reason: "overflow", count: 3, topicsTruncated: false });
    expect((await take(log, 1))[0]!.gap).toBeUndefined();
  });

  test("reaches all of them if its list of topics is not complete", async () => {
    const script = await connectedToScript();
    const [status, log] = [script.bus.subscribe("topology.*.status"), script.bus.subscribe("system.log")];
    script.peer.send({
      case: "dropped",
      value: { count: 9n, total: 9n, topics: [{ topic: "topology.t1.status", count: 3n }], topicsTruncated: true },
    });
    await settled();
    expect([status.dropped, log.dropped]).toEqual([9, 6]);
  });

  test("comes through from a real broker: received + dropped = published", async () => {
    const harness = new BrokerHarness({ queueEvents: 10 });
    await using bus = await connected(harness);
    const events = bus.subscribe("topology.*.status");
    await events.ready;
    for (let id = 0; id < 100; id++) bus.publish(`topology.t${id}.status`, STATUS);
    await bus.flush();
    const gaps: unknown[] = [];
    let received = 0;
    for await (const { gap } of events) {
      if (gap !== undefined) gaps.push(gap);
      if (++received + events.dropped === 100) break;
    }
    expect(events.dropped).toBeGreaterThan(0);
    expect(gaps).toMatchObject([{ reason: "overflow", count: events.dropped, topicsTruncated: true }]);
  });
});

describe("an answer", () => {
  test("that nobody asked for is ignored, and so is a frame of a kind that a client does not know", async () => {
    const script = await connectedToScript();
    script.sendTogether(
      { case: "result", value: { ref: 99, code: Code.INTERNAL } },
      { case: "pong", value: { ref: 99 } },
      { case: "status", value: { ref: 99 } },
    );
    script.peer.sendBytes(Uint8Array.of(0), Uint8Array.of(3, 0xfa, 0x01, 0x00));
    await settled();
    expect(script.bus.connected).toBe(true);
  });
});
