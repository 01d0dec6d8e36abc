// Our own broker and our own client, as they are built, keep every requirement of the page. No failure is known.

import { describe, expect, test } from "vitest";
import { runConformance } from "../../conformance/runner/run-conformance.ts";
import { assertBuilt, ROOT } from "../support/run-command.ts";

describe.each([
  ["broker", 300],
  ["client", 70],
] as const)("the %s of this package", (side, atLeast) => {
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
});
