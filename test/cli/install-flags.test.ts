import { beforeEach, describe, expect, test } from "vitest";
import { installOptions, installPrinter } from "../../src/cli/install-flags.ts";
import type { Change } from "../../src/install/change.ts";

const SAME: Change = { path: "/etc/x", action: "unchanged", before: "", after: "" };
const REMOVE: Change = { path: "/etc/y", action: "remove", before: "", after: undefined };
const STEP = ["systemctl", "daemon-reload"];

let printed: string[];
const print = (line: string): number => printed.push(line);

beforeEach(() => {
  printed = [];
});

test.each([
  [{}, ""],
  [{ prefix: "/" }, ""],
  [{ prefix: "/image/" }, "/image"],
  [{ prefix: "/image/../" }, ""],
])("%j is the root %j", (flags, prefix) => {
  expect(installOptions({ "dry-run": true, now: false, ...flags })).toEqual({ prefix, dryRun: true, now: false });
});

describe("what an installation prints", () => {
  test("for people, says which commands come then, and which command runs them", async () => {
    const printer = await installPrinter(false, "decnet bus install --now", print);
    printer.remaining([STEP]);
    expect(printed).toEqual([
      "",
      "Then, if it has not been done yet (decnet bus install --now does it):",
      "  systemctl daemon-reload",
    ]);
  });

  test("for people, says what it runs, and no more if that was all", async () => {
    const printer = await installPrinter(false, undefined, print);
    printer.running(STEP);
    printer.remaining([]);
    expect(printed).toEqual(["running   systemctl daemon-reload"]);
    printer.remaining([STEP]);
    expect(printed[2]).toBe("Then:");
  });

  test("for people, says so if there is nothing to do", async () => {
    const printer = await installPrinter(false, undefined, print);
    printer.planned([SAME]);
    expect(printed.at(-1)).toBe("Nothing to do: every file is as it shall be.");
    printer.planned([REMOVE]);
    expect(printed.at(-1)).toContain("/etc/y");
  });

  test("for programs, is a line of JSON for each file and each command", async () => {
    const printer = await installPrinter(true, "unused", print);
    printer.planned([SAME]);
    printer.running(STEP);
    printer.remaining([STEP]);
    expect(printed.map((line) => JSON.parse(line) as unknown)).toEqual([
      { file: "/etc/x", action: "unchanged", note: null, diff: "" },
      { command: STEP, ran: true },
      { command: STEP, ran: false },
    ]);
  });
});
