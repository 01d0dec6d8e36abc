// What the types of publish and subscribe cost the compiler, counted in instantiations: a number that is the same on every machine and
// in every run (with one thread), as time is not.

import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { declaredTopics } from "../../gen/decnet/topics/v1/registry.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const ROOT = join(import.meta.dirname, "../..");

/**
 * Instantiations for one call, over a mix of topics and patterns, and for each declared topic: a call is compared with all of them.
 * Measured: 32. The rest is room for deeper topics, and for the next release of the compiler.
 */
const MAX_PER_CALL_AND_TOPIC = 46;

/** Ten calls that no other ten have in common: the compiler remembers what it has seen. */
function tenCalls(nth: number): string {
  return `
  bus.publish("topology.t${nth}.status", { state: "active", reason: "" });
  bus.publish(\`decky.d${nth}-\${id}.state\`, { state: "running", reason: "" });
  bus.publish(topologyStatus(id), { state: "active", reason: "" });
  bus.publish(topologyMutation(id, "applied"), { mutationId: "m${nth}", op: "add_lan" });
  bus.publish(systemLog(), { level: "info", component: "c${nth}", message: "" });
  bus.subscribe("topology.t${nth}.>");
  bus.subscribe("*.d${nth}.traffic");
  bus.subscribe(\`topology.t${nth}-\${id}.status\`);
  bus.subscribe("topology.*.mutation.applied");
  bus.subscribe(">");`;
}

/** Instantiations of a program that publishes and subscribes \`calls\` times, the package's own included. */
function instantiations(calls: number): number {
  const folder = join(temporaryFolder(), "program");
  mkdirSync(folder);
  const body = Array.from({ length: calls / 10 }, (_, nth) => tenCalls(nth)).join("");
  const program = `import type { Bus } from "decnet-bus";
import { systemLog, topologyMutation, topologyStatus } from "decnet-bus/topics";
export function use(bus: Bus, id: string): unknown {${body}
  return [bus, id, systemLog, topologyMutation, topologyStatus];
}
`;
  const source = (file: string): string[] => [join(ROOT, "src", file)];
  const config = {
    extends: join(ROOT, "tsconfig.json"),
    compilerOptions: {
      typeRoots: [join(ROOT, "node_modules/@types")],
      paths: { "decnet-bus": source("index.ts"), "decnet-bus/topics": source("topics.ts") },
    },
    include: ["program.ts"],
  };
  writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "module" }));
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));
  writeFileSync(join(folder, "program.ts"), program);
  const tsc = join(ROOT, "node_modules/.bin/tsc");
  const args = ["-p", folder, "--extendedDiagnostics", "--singleThreaded"];
  const { status, stdout } = spawnSync(tsc, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`The program does not compile:\n${stdout}`);
  return Number(/^Instantiations:\s+(\d+)$/m.exec(stdout)?.[1]);
}

describe("200 calls of publish and subscribe", () => {
  test("cost the compiler a bounded number of instantiations each, however many there are", () => {
    const none = instantiations(0);
    const [half, all] = [instantiations(100) - none, instantiations(200) - none];
    expect(half).toBeGreaterThan(0);
    expect(all / 200 / declaredTopics.length).toBeLessThan(MAX_PER_CALL_AND_TOPIC);
    expect(all).toBeLessThanOrEqual(2 * half);
  });
});
