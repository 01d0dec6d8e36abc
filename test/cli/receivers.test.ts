import { describe, expect, test } from "vitest";
import { checkedTopic, whoJson, whoLines } from "../../src/cli/receivers.ts";
import { plain } from "../../src/cli/style.ts";
import { busError } from "../support/bus-error.ts";
import { busStatus, clientStatus } from "../support/bus-status.ts";

const WIDE = { width: Number.POSITIVE_INFINITY, style: plain };
const TOPIC = "topology.abc.mutation.applied";

const STATUS = busStatus({
  connections: [
    clientStatus({ clientName: "mutator", patterns: ["topology.*.mutation.enqueued"] }),
    clientStatus({ clientName: "api", pid: 4_242, patterns: ["decky.>", "topology.>", "topology.abc.mutation.*"] }),
    clientStatus({ clientName: "slow", patterns: [">"], queuedEvents: 1_024, eventsDropped: 41_820 }),
    clientStatus({
      clientName: "near",
      patterns: ["topology", "topology.*", "topology.abc.mutation.applied.>", "topology.ABC.>"],
    }),
  ],
});

describe("who receives a topic", () => {
  test("is whoever has a pattern that matches, once, with those patterns", () => {
    expect(`\n${whoLines(TOPIC, STATUS, WIDE).join("\n")}\n`).toMatchInlineSnapshot(`
      "
      topology.abc.mutation.applied (topology.{topology_id}.mutation.applied): from Mutator
      2 connections would get it:

      NAME   PID  QUEUE  DROPPED  BY PATTERN
      api   4242      0        0  topology.> topology.abc.mutation.*
      slow   311  1,024    41.8k  >
      "
    `);
  });

  test("may be nobody", () => {
    expect(whoLines(TOPIC, busStatus(), WIDE)).toEqual([
      "topology.abc.mutation.applied (topology.{topology_id}.mutation.applied): from Mutator",
      "nobody receives it",
    ]);
  });

  test.each([
    ["attacker.observed", "attacker.observed: reserved, nobody publishes it yet"],
    ["lab.x", "lab.x: not declared; who publishes it is not known"],
    ["lab.\u202Ex", "lab.\\u202ex: not declared; who publishes it is not known"],
  ])("and who publishes %s", (topic, line) => expect(whoLines(topic, busStatus(), WIDE)[0]).toBe(line));

  test("is not known of connections that the bus had no room for", () => {
    expect(whoLines(TOPIC, { ...STATUS, connectionsOmitted: 3 }, WIDE).at(-1)).toBe(
      "and 3 connections that did not fit into the bus's answer, and may get it too",
    );
  });

  test("is one object for programs", () => {
    expect(JSON.parse(whoJson(TOPIC, { ...STATUS, connectionsOmitted: 3 }))).toMatchObject({
      topic: TOPIC,
      name: "topology.mutation.applied",
      emittedBy: "Mutator",
      reserved: false,
      receivers: [
        { clientName: "api", pid: 4_242, patterns: ["topology.>", "topology.abc.mutation.*"] },
        { clientName: "slow", queuedEvents: 1_024 },
      ],
      connectionsOmitted: 3,
    });
    expect(JSON.parse(whoJson("lab.x", busStatus()))).toMatchObject({
      name: null,
      emittedBy: null,
      reserved: null,
      receivers: [],
    });
    expect(JSON.parse(whoJson("attacker.observed", busStatus()))).toMatchObject({ emittedBy: null, reserved: true });
  });

  test.each(["topology.>", "", "a..b", "a b", "a\u001B"])("is not asked of %j, which is no topic", (topic) => {
    expect(() => checkedTopic(topic)).toThrow(busError("INVALID_TOPIC"));
  });
});
