// Our own broker, as it is built, keeps every requirement of the page. No failure is known.

import { describe, expect, test } from "vitest";
import { runConformance } from "../../conformance/runner/run-conformance.ts";
import { assertBuilt, ROOT } from "../support/run-command.ts";

describe("the broker of this package", () => {
  test("passes every case: none failed, skipped or not strict", { timeout: 300_000 }, async () => {
    assertBuilt();
    let report = "";
    const results = await runConformance({
      root: ROOT,
      patienceMs: 30_000,
      report: { write: (text) => (report += text), live: false, colour: false },
    });
    expect(results.length).toBeGreaterThan(300);
    expect(
      results.every(({ verdict }) => verdict === "pass"),
      report,
    ).toBe(true);
  });
});
