import { inspect } from "node:util";
import { create, toBinary } from "@bufbuild/protobuf";
import { describe, expect, test } from "vitest";
import { TopologyStatusSchema } from "../../gen/decnet/topics/v1/topology_pb.ts";
import type { ReceivedEvent } from "../../src/client/received-event.ts";
import { busError } from "../support/bus-error.ts";
import { received } from "../support/received.ts";
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

  test("copied out of its chunk is the same", () => {
    const event = received({ ...statusEvent("t1"), source: "mutator", id: Uint8Array.of(7) });
    const before = seen(event);
    event.own();
    expect(seen(event)).toEqual(before);
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
