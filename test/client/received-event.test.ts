import { inspect } from "node:util";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test, vi } from "vitest";
import { EventSchema } from "../../gen/decnet/bus/v1/frame_pb.ts";
import type { DeclaredTopic } from "../../gen/decnet/topics/v1/registry.ts";
import { TopologyStatusSchema } from "../../gen/decnet/topics/v1/topology_pb.ts";
import { ReceivedEvent } from "../../src/client/received-event.ts";
import type { BusError } from "../../src/errors.ts";
import { declaredTopicOf } from "../../src/registry/lookup.ts";
import { busError } from "../support/bus-error.ts";
import { delimitedField, joined, utf8, varint } from "../support/bytes.ts";
import { received, receivedIn } from "../support/received.ts";
import { statusEvent } from "../support/status-event.ts";

const STATUS = toBinary(TopologyStatusSchema, create(TopologyStatusSchema, { state: "active" }));

/** All that a consumer can see. */
function seen(event: ReceivedEvent): unknown {
  event.check();
  const { topic, name, params, type, source, id, publishedAtNs, traceParent, payload, gap } = event;
  return { topic, name, params, type, source, id, publishedAtNs, traceParent, payload, gap };
}

describe("a received event", () => {
  test("has everything that the publisher said", () => {
    const id = Uint8Array.of(1, 2, 3);
    const event = received({
      topic: "topology.t1.status",
      payload: STATUS,
      type: "special",
      source: "mutator",
      id,
      publishedAt: 5n,
      traceParent: "trace",
    });
    expect(seen(event)).toEqual({
      topic: "topology.t1.status",
      name: "topology.status",
      params: { topologyId: "t1" },
      type: "special",
      source: "mutator",
      id,
      publishedAtNs: 5n,
      traceParent: "trace",
      gap: undefined,
      payload: create(TopologyStatusSchema, { state: "active" }),
    });
  });

  test("is decoded once, and not before somebody looks", () => {
    const event = received(statusEvent("t1"));
    event.check();
    expect(event.payload).toBe(event.payload);
  });

  test("copied out of its chunk is the same, and keeps nothing of the chunk", () => {
    const event = receivedIn(64 << 10, { ...statusEvent("t1"), source: "mutator", id: Uint8Array.of(7) });
    const before = seen(event);
    expect(event.chunk.buffer.byteLength).toBe(64 << 10);
    event.own();
    expect(seen(event)).toEqual(before);
    expect(event.chunk.buffer.byteLength).toBe(event.size);
  });

  test("can be logged, and said in JSON", () => {
    const event = received({ ...statusEvent("t1"), source: "mutator", id: Uint8Array.of(7, 255), publishedAt: 9n });
    expect(inspect(event)).toContain("topology.t1.status");
    expect(JSON.parse(JSON.stringify(event))).toEqual({
      topic: "topology.t1.status",
      type: "status",
      source: "mutator",
      id: "07ff",
      publishedAtNs: "9",
      traceParent: "",
      payload: { state: "active", reason: "" },
    });
  });

  test("has the registry's type where the publisher said none", () => {
    expect(seen(received(statusEvent("t1")))).toMatchObject({ type: "status", source: "", publishedAtNs: 0n });
  });

  test("may name the payload type that the registry declares", () => {
    const named = received({
      topic: "topology.t1.status",
      payload: STATUS,
      payloadType: "decnet.topics.v1.TopologyStatus",
    });
    expect(named.payload).toMatchObject({ state: "active" });
  });

  test("outside the registry carries a Struct, or a message that this version knows, as JSON; its type stays empty", () => {
    expect(seen(received({ topic: "lab.x" }))).toMatchObject({ name: undefined, type: "", payload: {} });
    const known = received({ topic: "lab.x", payload: STATUS, payloadType: "decnet.topics.v1.TopologyStatus" });
    expect(known.payload).toEqual({ state: "active", reason: "" });
  });

  test.for([
    ["bytes that are no such message", { topic: "topology.t1.status", payload: Uint8Array.of(0xff) }],
    ["a message that is not known here", { topic: "lab.x", payloadType: "acme.Unknown" }],
    [
      "a message that is not known here, on a declared topic",
      { topic: "topology.t1.status", payloadType: "acme.Unknown" },
    ],
    [
      "another message than the registry declares",
      { topic: "decky.d1.state", payload: STATUS, payloadType: "decnet.topics.v1.TopologyStatus" },
    ],
    ["a Struct on a declared topic", { topic: "decky.d1.state", payloadType: "google.protobuf.Struct" }],
  ] as const)("with %s is refused", ([, init]) => {
    expect(() => received(init).check()).toThrow(busError("INVALID_PAYLOAD", init.topic));
  });
});

describe("a payload", () => {
  const fields = fc.shuffledSubarray([
    delimitedField(2, STATUS),
    delimitedField(2, new Uint8Array()),
    delimitedField(2, utf8("no message")),
    delimitedField(2, delimitedField(1, utf8("x".repeat(200)))),
    delimitedField(2, delimitedField(1, utf8("x".repeat(20_000)))),
    delimitedField(5, new Uint8Array(14)),
    joined([varint(6 * 8 + 1), new Uint8Array(8)]),
    delimitedField(7, utf8("decnet.topics.v1.TopologyStatus")),
    delimitedField(7, new Uint8Array()),
    delimitedField(7, utf8("acme.Unknown")),
    delimitedField(9, utf8("of a newer version")),
    delimitedField(1_000, utf8("unknown")),
    joined([varint(10 * 8), varint(300)]),
  ]);

  property.prop([fields], { numRuns: 1_000 })(
    "is the same, whether or not somebody has looked at one before",
    (parts) => {
      const bytes = joined([delimitedField(1, utf8("topology.t1.status")), ...parts]);
      const topic = { topic: "topology.t1.status", declared: declaredTopicOf("topology.t1.status"), params: {} };
      const outcome = (payloadsAreRead: boolean): unknown => {
        const event = new ReceivedEvent(bytes, 0, bytes.length, { ...topic, payloadsAreRead });
        try {
          event.check();
        } catch (error) {
          return (error as BusError).message;
        }
        return event.payload;
      };
      const { payload, payloadType } = fromBinary(EventSchema, bytes);
      const expected = refusalOf(payloadType, payload) ?? fromBinary(TopologyStatusSchema, payload);
      for (const payloadsAreRead of [false, true])
        if (typeof expected === "string") expect(outcome(payloadsAreRead)).toMatch(expected);
        else expect(outcome(payloadsAreRead)).toStrictEqual(expected);
    },
  );

  test("is decoded before it is handed out, once somebody has looked at one of the topic", () => {
    const topic = {
      topic: "topology.t1.status",
      declared: declaredTopicOf("topology.t1.status"),
      params: {},
      payloadsAreRead: false,
    };
    const bytes = joined([delimitedField(1, utf8("topology.t1.status")), delimitedField(2, STATUS)]);
    const event = (): ReceivedEvent => new ReceivedEvent(bytes, 0, bytes.length, topic);
    const decode = vi.spyOn(topic.declared as { decode: DeclaredTopic["decode"] }, "decode");
    try {
      event().check();
      expect(decode).not.toHaveBeenCalled();
      expect(event().payload).toMatchObject({ state: "active" });
      const next = event();
      next.check();
      expect(decode).toHaveBeenCalledTimes(2);
      expect(next.payload).toMatchObject({ state: "active" });
      expect(decode).toHaveBeenCalledTimes(2);
    } finally {
      decode.mockRestore();
    }
  });
});

/** What is wrong with a payload on that topic, as far as its type and bytes go. */
function refusalOf(payloadType: string, payload: Uint8Array): string | undefined {
  if (payloadType === "acme.Unknown") return "acme.Unknown";
  try {
    fromBinary(TopologyStatusSchema, payload);
    return undefined;
  } catch {
    return "is no decnet.topics.v1.TopologyStatus";
  }
}
