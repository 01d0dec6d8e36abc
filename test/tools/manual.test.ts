// The manual page that a build makes: what it says is what the commands say, and groff and mandoc have nothing to object.

import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Config } from "@oclif/core";
import { describe, expect, test } from "vitest";
import { commandPages } from "../../tools/manual/commands.ts";
import { manualPage, roff } from "../../tools/manual/manual-page.ts";
import { assertBuilt, minimalEnv, ROOT } from "../support/run-command.ts";
import { isInstalled } from "./completing-shells.ts";

assertBuilt();
const config = await Config.load(ROOT);
const PAGE = join(ROOT, "dist/man/decnet-bus.8");

describe("the manual page", () => {
  test.for([
    ["groff", ["-man", "-ww", "-Tutf8", PAGE]],
    ["man", ["--warnings", "-l", PAGE]],
    // No date: the same sources give the same page.
    ["mandoc", ["-T", "lint", "-W", "error", PAGE]],
  ] as const)("is one to which %s has nothing to object", ([program, args], { skip }) => {
    if (!isInstalled(program)) skip(`needs ${program}, which is not installed`);
    const { status, stderr } = spawnSync(program, args, {
      encoding: "utf8",
      env: { ...minimalEnv(), MANPAGER: "cat" },
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  });

  test("has every command, and every flag of it", () => {
    const page = readFileSync(PAGE, "utf8");
    for (const command of config.commands.filter(({ id }) => id.startsWith("bus"))) {
      expect(page).toContain(`decnet ${command.id.replaceAll(":", " ")}\\fR`);
      for (const flag of Object.keys(command.flags)) expect(page).toContain(roff(`--${flag}`));
    }
  });

  test.each([
    [".TH is no request here", "\\&.TH is no request here"],
    ["a\n.b", "a\n\\&.b"],
    ["'tis", "\\(aqtis"],
    ["--json", "\\-\\-json"],
    ["C:\\n", "C:\\en"],
    ["~/.decnet ^ `x`", "\\(ti/.decnet \\(ha \\(gax\\(ga"],
  ])("shows %j as it is", (text, escaped) => {
    expect(roff(text)).toBe(escaped);
  });

  test("is made of what a command says, with nothing of oclif's left in it", () => {
    const commands = commandPages({
      version: "1.0.0",
      commands: {
        bus: {
          id: "bus",
          aliases: [],
          hiddenAliases: [],
          summary: "Run.",
          description: ".x\n\nLast.",
          examples: ["<%= config.bin %> bus"],
          args: {},
          flags: {
            level: { name: "level", type: "option", char: "l", options: ["a", "b"], default: "a", description: "D." },
          },
        },
      },
    } as never);
    const page = manualPage({ version: "1.0.0", commands });
    expect(page).toContain("\n\\&.x\n.PP\nLast.\n");
    expect(page).toContain("\n.TP\n\\fB\\-l\\fR, \\fB\\-\\-level\\fR \\fIa|b\\fR\nD. Default: a.\n");
    expect(page).toContain("\n.EX\ndecnet bus\n.EE\n");
  });
});
