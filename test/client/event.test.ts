import { create, toBinary } from "@bufbuild/protobuf";
import { describe, expect, test } from "vitest";
import { type Event, EventSchema } from "../../gen/decnet/bus/v1/frame_pb.ts";
import { TopologyStatusSchema } from "../../gen/decnet/topics/v1/topology_pb.ts";
import { decodeEvent } from "../../src/client/event.ts";
import { busError } from "../support/bus-error.ts";
import { statusEvent } from "../support/status-event.ts";

const STATUS = toBinary(TopologyStatusSchema, create(TopologyStatusSchema, { state: "active" }));

function event(init: Partial<Omit<Event, "$typeName">>): Event {
  return create(EventSchema, init);
}

describe("a received event", () => {
  test("has everything that the publisher said", () => {
    const id = Uint8Array.of(1, 2, 3);
    const received = event({
      topic: "topology.t1.status",
      payload: STATUS,
      type: "special",
      source: "mutator",
      id,
      publishedAt: 5n,
      traceParent: "trace",
    });
    const gap = { reason: "overflow", count: 1, topics: new Map(), topicsTruncated: false } as const;
    expect(decodeEvent(received, gap)).toEqual({
      topic: "topology.t1.status",
      name: "topology.status",
      params: { topologyId: "t1" },
      type: "special",
      source: "mutator",
      id,
      publishedAtNs: 5n,
      traceParent: "trace",
      gap,
      payload: create(TopologyStatusSchema, { state: "active" }),
    });
  });

  test("has the registry's type where the publisher said none", () => {
    expect(decodeEvent(statusEvent("t1"), undefined)).toMatchObject({ type: "status", source: "", publishedAtNs: 0n });
  });

  test("may name the payload type that the registry declares", () => {
    const named = event({
      topic: "topology.t1.status",
      payload: STATUS,
      payloadType: "decnet.topics.v1.TopologyStatus",
    });
    expect(decodeEvent(named, undefined).payload).toMatchObject({ state: "active" });
  });

  test("outside the registry carries a Struct, or a message that this version knows, as JSON; its type stays empty", () => {
    expect(decodeEvent(event({ topic: "lab.x" }), undefined)).toMatchObject({ name: undefined, type: "", payload: {} });
    const known = event({ topic: "lab.x", payload: STATUS, payloadType: "decnet.topics.v1.TopologyStatus" });
    expect(decodeEvent(known, undefined).payload).toEqual({ state: "active", reason: "" });
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
    expect(() => decodeEvent(event(init), undefined)).toThrow(busError("INVALID_PAYLOAD", init.topic));
  });
});
