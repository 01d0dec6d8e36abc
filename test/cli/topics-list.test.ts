import { describe, expect, test } from "vitest";
import { declaredTopics } from "../../gen/decnet/topics/v1/registry.ts";
import { plain } from "../../src/cli/style.ts";
import { findTopics, topicJson, topicsLines } from "../../src/cli/topics-list.ts";

function found(...words: readonly string[]): string[] {
  return findTopics(words).map(({ template }) => template);
}

describe("the topics that are found", () => {
  test("are all, if no word is given", () => expect(findTopics([])).toEqual(declaredTopics));

  test.each([
    ["a token", ["mutation"], 4],
    ["any case", ["MUTATION_applied"], 1],
    ["a field", ["uptime_s"], 1],
    ["a field's type", ["google.protobuf.Timestamp"], 4],
    ["a builder", ["topologyStatus("], 1],
    ["who publishes it", ["heartbeat"], 1],
    ["reserved", ["reserved"], 4],
    ["two words", ["mutation", "failed"], 1],
    ["nothing", ["no such thing"], 0],
  ])("by %s: %j", (_what, words, count) => expect(found(...words)).toHaveLength(count));
});

test("a topic for people has what it means, who publishes it, how it is published, and what it carries", () => {
  expect(`\n${topicsLines(findTopics(["mutation", "failed"]), 60, plain).join("\n")}\n`).toMatchInlineSnapshot(`
    "
    topology.{topology_id}.mutation.failed
               The mutation could not be done, and the row says
               so.
      from     Mutator
      type     failed (MUTATION_FAILED)
      builder  topologyMutation(topologyId, MUTATION_FAILED)
      payload  decnet.topics.v1.TopologyMutationFailed
                 mutation_id: string
                 op: string
                 reason: string
    "
  `);
  expect(topicsLines(findTopics(["attacker"]), 80, plain).join("\n")).toContain("reserved: nobody publishes it yet");
});

test("a topic for programs is one object", () => {
  const [health] = findTopics(["system.bus.health"]);
  expect(JSON.parse(topicJson(health!))).toMatchObject({
    name: "system.bus.health",
    template: "system.bus.health",
    params: [],
    type: "health",
    constant: "SYSTEM_BUS_HEALTH",
    builder: "systemBusHealth",
    reserved: false,
    payload: {
      type: "decnet.topics.v1.SystemBusHealth",
      fields: expect.arrayContaining([
        { name: "ts", type: "google.protobuf.Timestamp" },
        { name: "uptime_s", type: "double" },
      ]) as object[],
    },
  });
});
