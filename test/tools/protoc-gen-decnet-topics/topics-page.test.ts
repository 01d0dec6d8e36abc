// The page that the plugin makes of proto: docs/topics.md.

import { describe, expect, test } from "vitest";
import { block, generate } from "./acme.ts";

describe("topics.md", () => {
  const { docs } = generate();

  test("lists topics with a link to their section", () => {
    const row = docs.split("\n").find((line) => line.startsWith("| [`topology.{topology_id}.mutation.failed`]"));
    expect(row?.split("|").map((cell) => cell.trim())).toEqual([
      "",
      "[`topology.{topology_id}.mutation.failed`](#topologytopology_idmutationfailed)",
      "Mutator",
      "`{}`",
      "`topologyMutation(topologyId, MUTATION_FAILED)`",
      "`MUTATION_FAILED`",
      "",
    ]);
    expect(docs).toContain("## `topology.{topology_id}.mutation.failed`");
  });

  test("marks reserved topics", () => {
    expect(docs).toMatch(/bus\.alive.*\| _reserved_ +\|/);
    expect(docs).toContain("- Reserved: nobody publishes it yet.");
  });

  test("shows the payload with its comments, and the messages and enums in it once", () => {
    expect(docs).toContain(
      block(
        "| Name     | Type                | Description                     |",
        "| -------- | ------------------- | ------------------------------- |",
        "| `first`  | `repeated string`   | Both of these.                  |",
        "| `second` | `map<string, Part>` | See `first`.                    |",
        "| `mode`   | `Mode`              | One of `choice`. Chosen \\| not. |",
        "| `last`   | `optional bytes`    | See `mode`.                     |",
        "",
        "`Part`: Holds itself.",
        "",
        "| Name   | Type   | Description |",
        "| ------ | ------ | ----------- |",
        "| `part` | `Part` |             |",
        "",
        "`Mode`: How.",
        "",
        "| Name               | Type | Description             |",
        "| ------------------ | ---- | ----------------------- |",
        "| `MODE_UNSPECIFIED` | `0`  | Nothing said.           |",
      ),
    );
  });
});
