// What a Node must be able to do with the package as it is installed.

import { join } from "node:path";
import { describe, expect, test } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import type { RunningProcess } from "../support/running-process.ts";
import type { StrangersProject } from "../support/strangers-project.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

/** The entries that are code, by the names that are imported. */
const ENTRIES = Object.keys(manifest.exports)
  .filter((entry) => !entry.endsWith(".json"))
  .map((entry) => join(manifest.name, entry));

/** Needs `out/consumer.js`, compiled, in the project. */
export function worksOnNode(version: string, node: () => string, project: () => StrangersProject): void {
  describe(`on Node ${version}`, () => {
    const start = (...args: readonly string[]): RunningProcess => project().start(node(), ...args);

    test("every entry can be imported", async () => {
      const program = `for (const entry of ${JSON.stringify(ENTRIES)}) console.log(entry, Object.keys(await import(entry)).length > 0);
        console.log(process.versions.node);`;
      await using run = start("--input-type=module", "--eval", program);
      const stdout = [...ENTRIES.map((entry) => `${entry} true`), version, ""].join("\n");
      await expect(run.ended).resolves.toMatchObject({ code: 0, stdout, stderr: "" });
    });

    test("every entry can be required by CommonJS, and is the same module", async () => {
      const program = `(async () => {
        for (const entry of ${JSON.stringify(ENTRIES)}) console.log(entry, require(entry) === (await import(entry)));
      })()`;
      // The first Nodes that can do it say that it is new.
      await using run = start("--disable-warning=ExperimentalWarning", "--input-type=commonjs", "--eval", program);
      const stdout = [...ENTRIES.map((entry) => `${entry} true`), ""].join("\n");
      await expect(run.ended).resolves.toMatchObject({ code: 0, stdout, stderr: "" });
    });

    test("a program publishes, subscribes, polls and tests itself, beside a daemon of the package", async () => {
      const socket = join(temporaryFolder(), "bus.sock");
      const decnet = join(project().installed, "bin/decnet.js");
      await using daemon = start(decnet, "bus", "--socket", socket, "--group", "", "--heartbeat", "0");
      await daemon.stderr.has('"msg":"listening"');
      await using consumer = start(join(project().folder, "out/consumer.js"), socket);
      await expect(consumer.ended).resolves.toMatchObject({ code: 0, stdout: "done\n", stderr: "" });
      await using pub = start(decnet, "bus", "pub", "system.log", "{}", "--socket", socket);
      await expect(pub.ended).resolves.toMatchObject({ code: 0, stdout: "published system.log\n", stderr: "" });
      daemon.kill("SIGTERM");
      await expect(daemon.ended).resolves.toMatchObject({ code: 0, signal: null });
    });
  });
}
