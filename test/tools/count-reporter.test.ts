// Runs a small Vitest of its own over files that pass, fail, skip and break in every way that has a place in the count.

import { execFile } from "node:child_process";
import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { closingLines } from "../../tools/count-reporter.ts";

const ROOT = join(import.meta.dirname, "..", "..");
const MIXED = `
  import { beforeAll, describe, expect, it } from "vitest";
  it("passes", () => {});
  it("fails", () => { expect(1).toBe(2); });
  it("gives up", (context) => context.skip("needs root"));
  it.todo("comes later");
  describe("a broken suite", () => {
    beforeAll(() => { throw new Error("no database"); });
    it("never runs", () => {});
  });
`;

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "count-reporter-"));
  await symlink(join(ROOT, "node_modules"), join(folder, "node_modules"));
  const reporter = JSON.stringify(join(ROOT, "tools", "count-reporter.ts"));
  await write("vitest.config.mjs", `export default { test: { reporters: ["default", ${reporter}] } };`);
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe("the counting line", () => {
  it("is the last line and counts tests, failed hooks and files that do not load", async () => {
    await write("mixed.test.mjs", MIXED);
    await write("broken.test.mjs", "import './nowhere.mjs';");
    const { lines, exitCode } = await runVitest();
    expect(exitCode).not.toBe(0);
    // One test fails, one hook, one file. The test behind the failed hook is skipped, as Vitest has it.
    expect(lines.at(-1)).toBe("1 passed, 3 failed, 3 skipped");
    expect(lines).toContain("  - mixed.test.mjs > gives up: needs root");
    expect(lines).toContain("  - mixed.test.mjs > comes later: to do");
  });

  it("counts an error that no test owns", async () => {
    await write(
      "stray.test.mjs",
      `import { it } from "vitest"; it("passes", () => new Promise((resolve) => {
        setTimeout(() => { throw new Error("stray"); }, 1); setTimeout(resolve, 50); }));`,
    );
    const { lines, exitCode } = await runVitest();
    expect(exitCode).not.toBe(0);
    expect(lines.at(-1)).toBe("1 passed, 1 failed, 0 skipped");
  });

  it("does not call a run without test files a success", async () => {
    const { lines, exitCode } = await runVitest();
    expect(exitCode).not.toBe(0);
    expect(lines.at(-1)).toBe("0 passed, 1 failed, 0 skipped");
  });

  it("follows the list of skipped tests", () => {
    const skipped = [{ name: "a.test.ts > b", reason: "needs root" }];
    expect(closingLines({ passed: 2, failed: 0, skipped })).toEqual([
      "SKIPPED, so not tested here (1):",
      "  - a.test.ts > b: needs root",
      "",
      "2 passed, 0 failed, 1 skipped",
    ]);
  });
});

async function write(name: string, text: string): Promise<void> {
  await writeFile(join(folder, name), text);
}

/** In a process that believes it may colour, so that a colour code in the counting line would show. */
async function runVitest(): Promise<{ lines: readonly string[]; exitCode: number }> {
  const vitest = join(ROOT, "node_modules", "vitest", "vitest.mjs");
  const env = { PATH: process.env["PATH"], HOME: folder, FORCE_COLOR: "1" };
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [vitest, "run"], { cwd: folder, env }, (_error, stdout) => {
      resolve({ lines: stdout.trimEnd().split("\n"), exitCode: child.exitCode ?? 1 });
    });
  });
}
