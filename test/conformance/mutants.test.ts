// The suite can fail: for each broker that breaks one rule, a case says so, and names the requirement.

import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { runConformance } from "../../conformance/runner/run-conformance.ts";
import { ROOT } from "../support/run-command.ts";
import { MUTANTS } from "./mutants.ts";

const BROKER = join(import.meta.dirname, "mutant-broker.ts");

describe("a broker that", () => {
  test.each(Object.entries(MUTANTS).map(([name, { caught }]) => [name, ...caught] as const))(
    "%s is caught by %s",
    { timeout: 60_000 },
    async (name, id, requirement) => {
      let report = "";
      const results = await runConformance({
        root: ROOT,
        command: [process.execPath, BROKER, name],
        only: [id],
        patienceMs: 1_500,
        report: { write: (text) => (report += text), live: false, colour: false },
      });
      const failed = results.filter(({ verdict }) => verdict === "fail" || verdict === "non-strict");
      expect(
        failed.flatMap(({ requirements }) => requirements),
        report,
      ).toContain(requirement);
      expect(report).toContain(requirement);
      // Found by what it does, and not because it fell over.
      expect(report).not.toContain("by itself");
    },
  );
});
