// The runner of the static checks, over scripts of our own.

import { tmpdir } from "node:os";
import { describe, expect, it } from "vitest";
import { runChecks } from "../../tools/checks.ts";

const SCRIPTS = {
  good: "echo all is well",
  bad: "echo line 3 is wrong; echo and so is line 4 >&2; exit 2",
  killed: "kill -TERM $$",
};

async function check(...names: readonly string[]): Promise<{ passed: boolean; lines: readonly string[] }> {
  const lines: string[] = [];
  const print = (text: string): void => void lines.push(...text.split("\n"));
  const passed = await runChecks({ names, scripts: SCRIPTS, cwd: tmpdir(), print });
  return { passed, lines };
}

describe("runChecks", () => {
  it("says one line for a check that passes, and keeps its output to itself", async () => {
    const { passed, lines } = await check("good");
    expect(passed).toBe(true);
    expect(lines).toEqual([expect.stringMatching(/^✓ good \d+\.\d s$/)]);
  });

  it("prints both streams of a check that fails, what to do, and the count at the end", async () => {
    const { passed, lines } = await check("bad", "good", "good");
    expect(passed).toBe(false);
    expect(lines).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^✗ bad \d+\.\d s$/),
        "line 3 is wrong",
        "and so is line 4",
        "Correct what stands above. To run one alone: npm run bad",
      ]),
    );
    expect(lines).not.toContain("all is well");
    expect(lines.at(-1)).toBe("2 passed, 1 failed, 0 skipped");
  });

  it("does not take an end by a signal for success", async () => {
    const { passed, lines } = await check("killed");
    expect(passed).toBe(false);
    expect(lines.join("\n")).toContain("SIGTERM");
  });

  it("refuses a name that is no script before it runs anything", async () => {
    await expect(check("good", "lint:typo")).rejects.toThrow(/no script "lint:typo"/);
  });
});
