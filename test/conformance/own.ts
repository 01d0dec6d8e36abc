// Ours keep every requirement of the page, as they are built. No failure is known.

import { expect, test } from "vitest";
import { runConformance } from "../../conformance/runner/run-conformance.ts";
import { assertBuilt, ROOT } from "../support/run-command.ts";

export function testOwn(side: "broker" | "client", atLeast: number): void {
  test("passes every case: none failed, skipped or not strict", { timeout: 400_000 }, async () => {
    assertBuilt();
    let report = "";
    const results = await runConformance({
      root: ROOT,
      side,
      patienceMs: 30_000,
      report: { write: (text) => (report += text), live: false, colour: false },
    });
    expect(results.length).toBeGreaterThan(atLeast);
    expect(
      results.every(({ verdict }) => verdict === "pass"),
      report,
    ).toBe(true);
  });
}
