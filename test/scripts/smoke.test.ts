import { join } from "node:path";
import { expect, test } from "vitest";
import { type Outcome, RunningProcess } from "../support/running-process.ts";

const folder = join(import.meta.dirname, "../../scripts/bus");

async function runScript(name: string, extra: Readonly<Record<string, string>> = {}): Promise<Outcome> {
  const env = { ...(process.env as Record<string, string>), ...extra };
  await using script = new RunningProcess(join(folder, name), [], { env });
  return await script.ended;
}

test("smoke.sh sees one event go through a real bus", async () => {
  const stdout = "OK: topology.smoke.status was published and seen.\n";
  await expect(runScript("smoke.sh")).resolves.toMatchObject({ code: 0, stdout });
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
