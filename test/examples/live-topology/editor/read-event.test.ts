// Data of the streams' events: anybody in the bus's group may publish anything.

import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import {
  readAttacker,
  readMutation,
  readOperation,
  readTraffic,
} from "../../../../examples/live-topology/editor/src/store/read-event.ts";
import { moveDmz, NOON } from "./made.ts";

const event = (payload: unknown, topic = "decky.web.traffic"): string =>
  JSON.stringify({ topic, type: "", source: "test", id: "00", published_at: NOON, payload });

describe("what is well-formed is read", () => {
  test("a mutation's steps", () => {
    const enqueued = event({ mutation_id: "m1", ...moveDmz });
    expect(readMutation("topology.mutation.enqueued", enqueued, "")).toEqual({
      mutationId: "m1",
      state: "pending",
      operation: moveDmz,
      reason: null,
      at: NOON,
    });
    const failed = event({ mutation_id: "m1", op: "move_lan", reason: "gone" });
    expect(readMutation("topology.mutation.failed", failed, "")).toMatchObject({ state: "failed", reason: "gone" });
  });

  test("traffic, whose numbers are texts", () => {
    const data = event({ bytes_in: "1000", bytes_out: "24", service: "http", peer_ip: "192.0.2.1" });
    expect(readTraffic(data)).toEqual({ deckyId: "web", bytes: 1024, service: "http", peerIp: "192.0.2.1" });
  });

  test("an attacker", () => {
    const data = event({ ip: "192.0.2.1", decky_id: "web", service: "ssh", first_seen: NOON, last_seen: NOON });
    expect(readAttacker(data, "")).toMatchObject({ ip: "192.0.2.1", deckyId: "web", firstSeen: NOON });
  });
});

test("an event without a time is of now", () => {
  const data = JSON.stringify({ published_at: null, payload: { mutation_id: "m1" } });
  expect(readMutation("topology.mutation.applied", data, NOON)?.at).toBe(NOON);
});

test("a failure without a reason has one for people", () => {
  expect(readMutation("topology.mutation.failed", event({ mutation_id: "m1" }), NOON)?.reason).not.toBe("");
});

test.each([
  ["no op", undefined, {}],
  ["an unknown op", "explode", {}],
  ["a name of every object's", "toString", {}],
  ["no payload", "move_lan", null],
  ["a list as payload", "move_lan", []],
  ["a missing id", "remove_lan", {}],
  ["a position that is a text", "move_lan", { lan_id: "a", x: "1", y: 2 }],
  ["services that are none", "add_decky", { lan_id: "a", name: "b", x: 1, y: 2, services: "ssh" }],
  ["an optional id that is a number", "move_decky", { decky_id: "a", lan_id: 7, x: 1, y: 2 }],
])("%s is no operation", (_title, op, payload) => {
  expect(readOperation(op, payload)).toBeNull();
});

property.prop([
  fc.oneof(
    fc.string(),
    fc.json(),
    fc.jsonValue().map((payload) => event(payload)),
  ),
])("whatever it is, nothing throws, and numbers stay numbers", (data) => {
  readMutation("topology.mutation.enqueued", data, NOON);
  readAttacker(data, NOON);
  const traffic = readTraffic(data);
  if (traffic !== undefined) expect(Number.isFinite(traffic.bytes)).toBe(true);
});
