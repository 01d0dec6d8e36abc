// The table of all implementations, and the command that makes it.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Result, Verdict } from "../../conformance/runner/verdicts.ts";
import { exitStatusOf } from "../../tools/conformance/exit-status.ts";
import { overviewHtml } from "../../tools/conformance/overview-html.ts";
import { type Outcome, tablesOf, tableText } from "../../tools/conformance/table.ts";
import { assertBuilt, minimalEnv, ROOT } from "../support/run-command.ts";
import { RunningProcess } from "../support/running-process.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

function outcome(
  name: string,
  side: "broker" | "client",
  verdicts: Readonly<Record<string, readonly Verdict[]>>,
): Outcome {
  const results = Object.entries(verdicts).flatMap(([group, all]) =>
    all.map((verdict, index): Result => ({
      id: `${group}/${index}`,
      group,
      verdict,
      requirements: [],
      detail: "",
      ms: 1,
    })),
  );
  return { implementation: { name, title: `the ${name}`, side, command: [] }, results, ms: 1_400 };
}

const TABLES = tablesOf([
  outcome("one", "broker", { frames: ["pass", "pass"], ends: ["pass"] }),
  outcome("other", "broker", { frames: ["pass", "fail"], ends: ["skipped"] }),
  outcome("third", "client", { "client-ends": ["could-not-run"] }),
]);

describe("the table", () => {
  test("has a column for each implementation and a row for each group, with what came of it", () => {
    expect(TABLES.map(tableText)).toEqual([
      [
        "broker   the one     the other",
        "frames   ✓ 2 passed  ✗ 1 passed, 1 failed",
        "ends     ✓ 1 passed  ✓ 1 skipped",
        "all      ✓ 3 passed  ✗ 1 passed, 1 failed, 1 skipped",
        "seconds  1           1",
      ].join("\n"),
      [
        "client       the third",
        "client-ends  ✗ 1 could not run",
        "all          ✗ 1 could not run",
        "seconds      1",
      ].join("\n"),
    ]);
  });

  test("as a page leads to each group of each implementation's page", () => {
    const page = overviewHtml(TABLES);
    expect(page).toContain('<a class="good" href="one.html#frames">2 passed</a>');
    expect(page).toContain('<a class="bad" href="other.html#frames">1 passed, 1 failed</a>');
    expect(page).toContain('<p class="banner bad">✗ 7 cases: 4 passed, 1 failed, 1 could not run, 1 skipped</p>');
  });
});

test.each<[verdicts: readonly Verdict[], status: number]>([
  [["pass", "pass"], 0],
  [["pass", "skipped"], 70],
  [["pass", "non-strict"], 70],
  [["pass", "fail", "could-not-run"], 70],
  [["pass", "could-not-run"], 69],
])("the exit status of %j is %i: of our own every case has to pass", (verdicts, status) => {
  expect(exitStatusOf(outcome("one", "broker", { all: verdicts }).results)).toBe(status);
});

async function conformance(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  assertBuilt();
  await using run = new RunningProcess(process.execPath, [join(ROOT, "tools/conformance/main.ts"), ...args], {
    env: { ...minimalEnv(), ...env },
  });
  return await run.ended;
}

describe("npm run conformance", { timeout: 120_000 }, () => {
  test("plays the cases that are wanted with those who have them, and writes the reports", async () => {
    const out = join(temporaryFolder(), "reports");
    const { code, stdout } = await conformance(["--out", out, "--only", "client-frames/ping", "daemon", "typescript"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/client {9}TypeScript client\nclient-frames {2}✓ 1 passed\nall {12}✓ 1 passed\n/);
    expect(stdout).not.toContain("daemon");
    expect(readFileSync(join(out, "index.html"), "utf8")).toContain("typescript.html#client-frames");
    expect(readFileSync(join(out, "typescript.xml"), "utf8")).toContain('name="client-frames/ping"');
    expect(JSON.parse(readFileSync(join(out, "results.json"), "utf8"))).toMatchObject([
      { name: "typescript", side: "client", results: [{ id: "client-frames/ping", verdict: "pass" }] },
    ]);
    expect(existsSync(join(out, "daemon.html"))).toBe(false);
  });

  test("fails where one of them fails", async () => {
    const args = ["--out", temporaryFolder(), "--only", "client-frames/ping", "python"];
    const { code, stdout } = await conformance(args, { PYTHON: "/bin/false" });
    expect({ code, stdout }).toEqual({ code: 70, stdout: expect.stringContaining("✗ 1 failed") as string });
  });

  test.each([
    [["nobody"], "there is no implementation nobody; there are daemon, "],
    [["--only", "zzz"], "no case has zzz in its name"],
    [["--nope"], "Unknown option '--nope'"],
  ])("%j is wrong usage", async (args, said) => {
    const { code, stdout, stderr } = await conformance(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(said);
  });
});
