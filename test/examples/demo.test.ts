import { join } from "node:path";
import { expect, test } from "vitest";
import { RunningProcess } from "../support/running-process.ts";

test("the demo shows the four mutator events and a health event, decoded, and ends with 0", async () => {
  const env = { ...(process.env as Record<string, string>), NO_COLOR: "1" };
  await using demo = new RunningProcess(process.execPath, [join(import.meta.dirname, "../../examples/demo.ts")], {
    env,
  });
  const { code, stdout } = await demo.ended;
  expect(code).toBe(0);
  const lines = stdout.split("\n");
  const shown = (topic: string, text: string): boolean =>
    lines.some((line) => line.startsWith(topic) && line.includes(text));
  expect(shown("topology.maze.mutation.enqueued", "m1 add_lan"), stdout).toBe(true);
  expect(shown("topology.maze.mutation.applying", "m1 add_lan")).toBe(true);
  expect(shown("topology.maze.mutation.applied", "m1 add_lan")).toBe(true);
  expect(shown("topology.maze.mutation.failed", "there is no LAN called office")).toBe(true);
  expect(shown("system.bus.health", "3 connections")).toBe(true);
});
