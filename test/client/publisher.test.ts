// What a publisher's mistake looks like, and what leaves if there is none.

import { create, fromBinary } from "@bufbuild/protobuf";
import { describe, expect, test } from "vitest";
import { topologyStatus } from "../../gen/decnet/topics/v1/topics.ts";
import { TopologyStatusSchema } from "../../gen/decnet/topics/v1/topology_pb.ts";
import type { Bus } from "../../src/client/bus.ts";
import { freeForm } from "../../src/registry/lookup.ts";
import { encodeFrame, frameBodyBytes } from "../../src/wire/frame-codec.ts";
import { BrokerHarness } from "../support/broker-harness.ts";
import { busError } from "../support/bus-error.ts";
import { busOn, connectedToScript, ScriptedBroker } from "../support/bus-over-memory.ts";
import { stateForFrame } from "../support/status-event.ts";
import { take } from "../support/take.ts";

const STATUS = { state: "active", reason: "" };

/** `publish` as JavaScript sees it. */
function publish(bus: Bus, topic: unknown, payload: unknown): boolean {
  return (bus as unknown as { publish(topic: unknown, payload: unknown): boolean }).publish(topic, payload);
}

describe("what leaves", () => {
  test("is topic and payload, stamped with source, id and time; type and payload type are the registry's", async () => {
    const { bus, peer, clock } = await connectedToScript();
    expect(bus.publish("topology.t1.status", { state: "active", reason: "why" })).toBe(true);
    bus.publish("topology.t1.status", STATUS);
    const [first, second] = [await peer.next("event"), await peer.next("event")];
    expect(first).toMatchObject({
      topic: "topology.t1.status",
      type: "",
      payloadType: "",
      source: "worker",
      traceParent: "",
      publishedAt: BigInt(clock.unixMs()) * 1_000_000n,
    });
    const sent = create(TopologyStatusSchema, { state: "active", reason: "why" });
    expect(fromBinary(TopologyStatusSchema, first.payload)).toEqual(sent);
    expect(first.id).not.toHaveLength(0);
    expect(first.id).not.toEqual(second.id);
  });

  test("carries the type and the trace context that the publisher gave", async () => {
    const { bus, peer } = await connectedToScript();
    const traceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    bus.publish("topology.t1.status", STATUS, { type: "special", traceParent });
    expect(await peer.next("event")).toMatchObject({ type: "special", traceParent });
  });

  test("is JSON outside the registry", async () => {
    const harness = new BrokerHarness();
    await using bus = await busOn(harness).connect();
    const events = bus.subscribe(freeForm("lab.>"));
    await events.ready;
    const payload = { list: [1, "two", null, { three: true }], nested: { deep: [[]] } };
    bus.publish(freeForm("lab.experiment.7"), payload, { type: "result" });
    expect(await take(events, 1)).toMatchObject([
      { topic: "lab.experiment.7", name: undefined, type: "result", payload },
    ]);
  });

  test("is the declared message also if the topic is given as free form", async () => {
    const { bus, peer } = await connectedToScript();
    bus.publish(freeForm("topology.t1.status"), { state: "active" });
    expect(await peer.next("event")).toMatchObject({
      payloadType: "",
      payload: Uint8Array.of(10, 6, ...Buffer.from("active")),
    });
  });
});

// Regression: the inner event was written into the outer one, and the broker closed the connection of the whole worker.
test("a getter of a payload may publish, too: its event leaves first, and both are whole", async () => {
  const harness = new BrokerHarness();
  await using bus = await busOn(harness).connect();
  const events = bus.subscribe("topology.>");
  await events.ready;
  const say = (id: string, state: string): boolean => bus.publish(topologyStatus(id), { state, reason: "" });
  const payload = {
    get state() {
      say("inner", "first");
      return "outer";
    },
    reason: "why",
  };
  for (let time = 0; time < 2; time++) expect(bus.publish(topologyStatus("outer"), payload)).toBe(true);
  say("last", "third");
  const got = (await take(events, 5)).map(({ params, payload: { ...fields } }) => ({ params, fields }));
  const inner = { params: { topologyId: "inner" }, fields: { state: "first" } };
  const outer = { params: { topologyId: "outer" }, fields: { state: "outer", reason: "why" } };
  expect(got).toMatchObject([inner, outer, inner, outer, { params: { topologyId: "last" } }]);
});

test("a getter that throws is the caller's own error, and costs no other event anything", async () => {
  const { bus, peer } = await connectedToScript();
  const mine = new TypeError("mine");
  const payload = {
    state: "active",
    get reason(): string {
      throw mine;
    },
  };
  expect(() => bus.publish("topology.t1.status", payload)).toThrow(mine);
  bus.publish("topology.t2.status", STATUS);
  expect(await peer.next("event")).toMatchObject({ topic: "topology.t2.status" });
});

describe("a mistake of the caller throws, connected or not, and nothing leaves", () => {
  test.for(["", "topology..status", "topology.*.status", "topology.>", "a b", "a\n", "x".repeat(256)])(
    "the topic %j",
    async (topic) => {
      const { bus, peer } = await connectedToScript();
      expect(() => publish(bus, topic, STATUS)).toThrow(busError("INVALID_TOPIC"));
      expect(() => bus.publish(freeForm(topic), {})).toThrow(busError("INVALID_TOPIC"));
      expect(() => publish(new ScriptedBroker().bus, topic, STATUS)).toThrow(busError("INVALID_TOPIC"));
      expect(peer.inbox).toEqual([]);
    },
  );

  test.for([
    ["undefined", undefined],
    ["null", null],
    ["a number", 5],
    ["an object", {}],
    ["an object without a prototype", Object.create(null)],
    ["free form of nothing", { freeForm: undefined }],
  ])("a topic that is %s", async ([, topic]) => {
    const { bus } = await connectedToScript();
    expect(() => publish(bus, topic, STATUS)).toThrow(busError("INVALID_TOPIC", "is no text"));
  });

  test("an undeclared topic; the error tells what to do", () => {
    const { bus } = new ScriptedBroker();
    expect(() => publish(bus, "topology.t1.state", STATUS)).toThrow(busError("UNDECLARED_TOPIC", "freeForm"));
  });

  test.for([
    ["undefined", undefined],
    ["null", null],
    ["text", "active"],
    ["a list", []],
    ["of another topic", { mutationId: "m", op: "add_lan" }],
    ["of another type in a field", { state: 5 }],
    ["half of a surrogate pair in a field", { state: "\ud800" }],
  ])("a payload that is %s", ([, payload]) => {
    const { bus } = new ScriptedBroker();
    expect(() => publish(bus, "topology.t1.status", payload)).toThrow(busError("INVALID_PAYLOAD", "state, reason"));
  });

  test.for([
    ["undefined", undefined],
    ["null", null],
    ["text", "active"],
    ["a list", []],
    ["NaN somewhere", { rates: [{ now: Number.NaN }] }],
    ["a Date somewhere", { at: new Date(0) }],
    ["half of a surrogate pair somewhere", { list: [{ at: "cut off \ud83d" }] }],
    ["half of a surrogate pair in a key", { "\udc00": 1 }],
  ])("a free-form payload that is %s", ([, payload]) => {
    const { bus } = new ScriptedBroker();
    expect(() => publish(bus, freeForm("lab.rate"), payload)).toThrow(busError("INVALID_PAYLOAD", "JSON"));
  });
});

test.for([{ type: 5 }, { type: null }, { type: "\ud800" }, { traceParent: {} }, { traceParent: "\ud800" }])(
  "an option that is no text is a mistake of the caller, too: %j",
  async (options) => {
    const { bus, peer } = await connectedToScript();
    const loose = bus as unknown as { publish(topic: unknown, payload: unknown, options: unknown): boolean };
    for (const topic of ["topology.t1.status", freeForm("lab.x")])
      expect(() => loose.publish(topic, {}, options)).toThrow(busError("INVALID_PAYLOAD", "type or traceParent"));
    expect(peer.inbox).toEqual([]);
  },
);

describe("a bus that takes shorter topics than the grammar allows", () => {
  // Regression: such a topic was sent, and the broker closed the connection of the whole worker.
  test("is not sent a longer one: the publisher throws, and stays connected", async () => {
    const harness = new BrokerHarness({ maxTopicBytes: 20 });
    await using bus = await busOn(harness).connect();
    const payload = { state: "active", reason: "" };
    for (const [most, long, say] of [
      ["topology.maze.status", "topology.maze1.status", (topic: string) => bus.publish(topic as never, payload)],
      ["lab.aaaaaaaaaaaaéé", "lab.aaaaaaaaaaaaaéé", (topic: string) => bus.publish(freeForm(topic), {})],
    ] as const) {
      expect(say(most)).toBe(true);
      expect(() => say(long)).toThrow(busError("INVALID_TOPIC", "20 bytes"));
    }
    await bus.flush();
    expect(bus.stats().published).toBe(2);
  });
});

describe("the largest event", () => {
  const MAX_FRAME_BYTES = 5_000;

  test("that the broker takes gets through, and one byte more throws", async () => {
    const harness = new BrokerHarness({ maxFrameBytes: MAX_FRAME_BYTES });
    await using bus = await busOn(harness).connect();
    const peer = await harness.subscriber("topology.>");
    const state = stateForFrame(MAX_FRAME_BYTES, "topology.t1.status", "worker");
    expect(bus.publish("topology.t1.status", { state, reason: "" })).toBe(true);
    const { kind, bytes } = await peer.nextFrame();
    expect(kind.case).toBe("event");
    expect(frameBodyBytes(bytes)).toBe(MAX_FRAME_BYTES);
    expect(() => bus.publish("topology.t1.status", { state: `${state}x`, reason: "" })).toThrow(
      busError("EVENT_TOO_LARGE", "5001 bytes; the bus takes at most 5000"),
    );
    await bus.flush();
    expect(bus.connected).toBe(true);
  });

  test("is 1 MiB where the broker's limit is not known", () => {
    const { bus } = new ScriptedBroker();
    expect(bus.publish("topology.t1.status", { state: "x".repeat((1 << 20) - 200), reason: "" })).toBe(false);
    expect(() => bus.publish("topology.t1.status", { state: "x".repeat(1 << 20), reason: "" })).toThrow(
      busError("EVENT_TOO_LARGE"),
    );
  });
});

describe("a broker that does not read", () => {
  test("costs a publisher its oldest events, not its memory: the newest get through", async () => {
    const { bus, peer } = await connectedToScript();
    peer.pause();
    bus.publish("topology.first.status", STATUS);
    await Promise.resolve();
    for (let id = 0; id < 16_384 + 5; id++) expect(bus.publish(`topology.t${id}.status`, STATUS)).toBe(true);
    const flushing = bus.flush();
    peer.resume();
    const pinged = await untilPing();
    peer.send({ case: "pong", value: { ref: pinged } });
    await flushing;
    const topics = peer.takeTopics();
    expect(topics.slice(0, 2)).toEqual(["topology.first.status", "topology.t5.status"]);
    expect(topics).toHaveLength(16_385);

    async function untilPing(): Promise<number> {
      for (;;) {
        const at = peer.inbox.findIndex(({ kind }) => kind.case === "ping");
        if (at >= 0) return (peer.inbox.splice(at, 1)[0]!.kind.value as { ref: number }).ref;
        await new Promise(setImmediate);
      }
    }
  });
});

test("a frame's size does not count its own prefix", () => {
  const frame = encodeFrame({ case: "event", value: { topic: "a".repeat(200) } });
  expect(frameBodyBytes(frame)).toBe(frame.length - 2);
});
