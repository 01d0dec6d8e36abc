// Whether the suite finds a mutant, by the case that must, and for the reason that it is there for.

import { join } from "node:path";
import { expect, test } from "vitest";
import { runConformance } from "../../conformance/runner/run-conformance.ts";
import { ROOT } from "../support/run-command.ts";

interface Caught {
  readonly caught: readonly [id: string, requirement: string];
}

/** One test for each mutant: `program NAME` is the one under test. */
export function testMutants(
  side: "broker" | "client",
  program: string,
  mutants: Readonly<Record<string, Caught>>,
): void {
  test.each(Object.entries(mutants).map(([name, { caught }]) => [name, ...caught] as const))(
    "%s is caught by %s",
    { timeout: 120_000 },
    async (name, id, requirement) => {
      let report = "";
      const results = await runConformance({
        root: ROOT,
        side,
        command: [process.execPath, join(import.meta.dirname, program), name],
        only: [id],
        patienceMs: 3_000,
        startMs: 60_000,
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
}
