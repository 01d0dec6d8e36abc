// The suite can fail: for each broker and each client that breaks one rule, a case says so, and names the requirement.

import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { runConformance } from "../../conformance/runner/run-conformance.ts";
import { ROOT } from "../support/run-command.ts";
import { CLIENT_MUTANTS } from "./client-mutants.ts";
import { type Mutant, MUTANTS } from "./mutants.ts";

describe.each([
  ["broker", "mutant-broker.ts", MUTANTS],
  ["client", "mutant-client.ts", CLIENT_MUTANTS],
] as const)("a %s that", (side, program, mutants: Readonly<Record<string, Pick<Mutant, "caught">>>) => {
  test.each(Object.entries(mutants).map(([name, { caught }]) => [name, ...caught] as const))(
    "%s is caught by %s",
    { timeout: 60_000 },
    async (name, id, requirement) => {
      let report = "";
      const results = await runConformance({
        root: ROOT,
        side,
        command: [process.execPath, join(import.meta.dirname, program), name],
        only: [id],
        patienceMs: 3_000,
        report: { write: (text) => (report += text), live: false, colour: false },
      });
      const failed = results.filter(({ verdict }) => verdict === "fail" || verdict === "non-strict");
      expect(
        failed.flatMap(({ requirements }) => requirements),
        report,
      ).toContain(requirement);
      expect(report).toContain(requirement);
      // Found by what it does, and not because it fell over.
      expect(report).not.toContain("ended by itself");
    },
  );
});
