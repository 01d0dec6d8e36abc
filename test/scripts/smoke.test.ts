import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type Outcome, RunningProcess } from "../support/running-process.ts";

const folder = join(import.meta.dirname, "../../scripts/bus");

async function runScript(name: string, extra: Readonly<Record<string, string>> = {}): Promise<Outcome> {
  const env = { ...(process.env as Record<string, string>), ...extra };
  await using script = new RunningProcess(join(folder, name), [], { env });
  return await script.ended;
}

/** The lines of success for each pair of these. */
function pairs(clients: readonly string[]): string {
  const line = (publisher: string, subscriber: string): string =>
    `OK: topology.smoke.status was published by ${publisher} and seen by ${subscriber}.\n`;
  return clients.flatMap((publisher) => clients.map((subscriber) => line(publisher, subscriber))).join("");
}

test("smoke.sh sees one event go through a real bus, from each client to each", async (context) => {
  const { status } = spawnSync("/usr/bin/python3", ["-c", "import google.protobuf"]);
  if (status !== 0) context.skip("needs python3-protobuf (scripts/system-deps.sh)");
  await expect(runScript("smoke.sh")).resolves.toMatchObject({ code: 0, stdout: pairs(["typescript", "python"]) });
});

test("smoke.sh leaves Python out where there is none, and says so", async () => {
  const stderr = expect.stringMatching(/^left out: Python/) as string;
  const stdout = pairs(["typescript"]);
  await expect(runScript("smoke.sh", { PYTHON: "/bin/false" })).resolves.toMatchObject({ code: 0, stdout, stderr });
});

test("smoke-mutator.sh sees the four topics of the mutator, in order", async () => {
  const stdout = "OK: enqueued, applying, applied and failed were published and seen, in this order.\n";
  await expect(runScript("smoke-mutator.sh")).resolves.toMatchObject({ code: 0, stdout });
});

test("a smoke test fails, and shows what was said, if the bus does not start", async () => {
  const { code, stderr } = await runScript("smoke.sh", { DECNET: "node --no-such-flag" });
  expect(code).not.toBe(0);
  expect(stderr).toContain("FAILED. What the bus and the subscriber said:");
  expect(stderr).toContain("bad option");
});
