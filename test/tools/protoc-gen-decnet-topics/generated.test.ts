// The committed output at work: the names and the errors that publishers rely on.

import { describe, expect, expectTypeOf, test } from "vitest";
import { declaredTopics } from "../../../gen/decnet/topics/v1/registry.ts";
import type { TopicMap } from "../../../gen/decnet/topics/v1/topic-map.ts";
import {
  MUTATION_APPLIED,
  systemBusHealth,
  TOPOLOGY_STATUS,
  topologyMutation,
  topologyStatus,
} from "../../../gen/decnet/topics/v1/topics.ts";

describe("generated builders", () => {
  test("build topics", () => {
    expect(topologyMutation("t1", MUTATION_APPLIED)).toBe("topology.t1.mutation.applied");
    expect(topologyStatus("t1")).toBe("topology.t1.status");
    expect(systemBusHealth()).toBe("system.bus.health");
    expect(TOPOLOGY_STATUS).toBe("status");
  });

  test("have the type of the topic, with the choice in it", () => {
    expectTypeOf(topologyMutation("t1", MUTATION_APPLIED)).toEqualTypeOf<`topology.${string}.mutation.applied`>();
    expectTypeOf(topologyStatus("t1")).toEqualTypeOf<TopicMap["topology.{topology_id}.status"]["topic"]>();
    expectTypeOf(systemBusHealth()).toEqualTypeOf<"system.bus.health">();
  });

  test.for(["", "a.b", "*", ">", "a b", "a\n", "\ud800"])("refuse the token %j", (token) => {
    expect(() => topologyStatus(token)).toThrow(expect.objectContaining({ code: "INVALID_TOPIC" }));
    expect(() => topologyStatus(token)).toThrow("topologyId");
  });

  test("refuse a choice that there is not, also from JavaScript", () => {
    const wrong = "done" as typeof MUTATION_APPLIED;
    expect(() => topologyMutation("t1", wrong)).toThrow(expect.objectContaining({ code: "INVALID_TOPIC" }));
    expect(() => topologyMutation("t1", wrong)).toThrow("enqueued, applying, applied, failed");
  });
});

describe("generated registry", () => {
  test("has the families of the first release", () => {
    expect(declaredTopics.map(({ template }) => template)).toEqual(
      expect.arrayContaining([
        "topology.{topology_id}.mutation.enqueued",
        "topology.{topology_id}.mutation.applying",
        "topology.{topology_id}.mutation.applied",
        "topology.{topology_id}.mutation.failed",
        "topology.{topology_id}.status",
        "decky.{decky_id}.state",
        "decky.{decky_id}.traffic",
        "attacker.observed",
        "system.log",
        "system.bus.health",
      ]),
    );
  });

  test("knows each payload's message", () => {
    const status = declaredTopics.find(({ name }) => name === "topology.status");
    expect(status?.schema.typeName).toBe("decnet.topics.v1.TopologyStatus");
  });
});
