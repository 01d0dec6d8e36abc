import { describe, expect, test } from "vitest";
import { doctor, findingLines } from "../../src/cli/doctor.ts";
import { plain } from "../../src/cli/style.ts";
import { thisDoctorHost } from "../../src/doctor/examine.ts";
import { fail, type Finding, pass, skipped, warn } from "../../src/doctor/finding.ts";
import { answers, client, facts } from "../support/doctor-facts.ts";

const FINDINGS: readonly Finding[] = [
  { check: "socket", ...pass("/run/decnet/bus.sock (default)") },
  { check: "access", ...fail("permission", "alice is not in the group decnet", "sudo usermod -aG decnet alice") },
  { check: "environment", ...warn("they disagree", "one file for both") },
  { check: "answer", ...skipped("it cannot be asked") },
];
const WIDE = { width: Number.POSITIVE_INFINITY, style: plain };

describe("findings for people", () => {
  test("are those that matter, aligned, each with what mends it", () => {
    expect(findingLines(FINDINGS, { ...WIDE, verbose: false })).toEqual([
      "✗ access       alice is not in the group decnet",
      "               → sudo usermod -aG decnet alice",
      "! environment  they disagree",
      "               → one file for both",
      "4 checks: 1 failed, 1 warning, 1 could not be made; --verbose shows the others",
    ]);
  });

  test("are all of them with --verbose", () => {
    const lines = findingLines(FINDINGS, { ...WIDE, verbose: true });
    expect(lines[0]).toBe("✓ socket       /run/decnet/bus.sock (default)");
    expect(lines.at(-2)).toBe("- answer       it cannot be asked");
    expect(lines.at(-1)).toBe("4 checks: 1 failed, 1 warning, 1 could not be made");
  });

  test("are wrapped where a terminal ends", () => {
    expect(findingLines(FINDINGS.slice(1, 2), { width: 30, style: plain, verbose: false })).toEqual([
      "✗ access  alice is not in the",
      "          group decnet",
      "          → sudo usermod -aG",
      "          decnet alice",
      "1 check: 1 failed; --verbose",
      "shows the others",
    ]);
  });
});

test("what a client calls itself does not steer the terminal", async () => {
  const slow = client({ clientName: "\u001b]0;owned\u0007", eventsDropped: 9, eventsDroppedPerS: 9 });
  const { found, me, group } = facts();
  const host = {
    ...thisDoctorHost,
    find: () => Promise.resolve(found),
    me: () => me,
    group: () => Promise.resolve(group),
    processes: () => Promise.resolve([]),
    units: () => Promise.resolve(undefined),
    ask: () => Promise.resolve(answers({ connections: [slow] })),
  };
  for (const json of [false, true]) {
    const lines: string[] = [];
    const request = { socket: "/b", env: {}, timeout: 1, json, verbose: false, ...WIDE };
    await expect(doctor({ ...request, print: (line) => lines.push(line) }, host)).resolves.toBe(0);
    // oxlint-disable-next-line no-control-regex
    expect(lines.join("")).not.toMatch(/[\u0000-\u001f]/);
    expect(lines.join("")).toContain("owned");
  }
});
