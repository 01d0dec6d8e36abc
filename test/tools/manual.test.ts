// The manual page and the completions that a build makes: what they say is what the commands say, groff has nothing to object, and a real
// bash completes by them.

import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Config } from "@oclif/core";
import { describe, expect, test } from "vitest";
import { commandPages } from "../../tools/manual/commands.ts";
import { manualPage, roff } from "../../tools/manual/manual-page.ts";
import { assertBuilt, minimalEnv, ROOT, runCommand } from "../support/run-command.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

assertBuilt();
const config = await Config.load(ROOT);
const script = (shell: string): string => join(ROOT, "dist/completions", `decnet.${shell}`);
const PAGE = join(ROOT, "dist/man/decnet-bus.8");

function exists(program: string): boolean {
  return spawnSync("sh", ["-c", `command -v ${program}`]).status === 0;
}

describe("the manual page", () => {
  test.for([
    ["groff", ["-man", "-ww", "-Tutf8", PAGE]],
    ["man", ["--warnings", "-l", PAGE]],
    // No date: the same sources give the same page.
    ["mandoc", ["-T", "lint", "-W", "error", PAGE]],
  ] as const)("is one to which %s has nothing to object", ([program, args], { skip }) => {
    if (!exists(program)) skip(`needs ${program}`);
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

describe("decnet bus completion", () => {
  test.each(["bash", "zsh", "fish"])("prints the script for %s", async (shell) => {
    const { code, stdout, stderr } = await runCommand(["bus", "completion", shell]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toBe(readFileSync(script(shell), "utf8"));
    for (const { id } of config.commands.filter((each) => each.id.startsWith("bus:"))) {
      expect(stdout).toContain(id.split(":")[1]);
    }
  });

  test("refuses another shell", async () => {
    const { code, stdout } = await runCommand(["bus", "completion", "csh"]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  });

  test.for([["zsh"], ["fish"]])("has a script that %s can read", ([shell], { skip }) => {
    if (!exists(shell!)) skip(`needs ${shell}`);
    expect(spawnSync(shell!, ["-n", script(shell!)], { encoding: "utf8" })).toMatchObject({ status: 0, stderr: "" });
  });
});

describe("bash completes", () => {
  test.each([
    [
      ["decnet", ""],
      ["bus", "help"],
    ],
    [["decnet", "bus", "pi"], ["ping"]],
    [["decnet", "bus", "--log-l"], ["--log-level"]],
    [["decnet", "bus", "--log-level", "d"], ["debug"]],
    [["decnet", "bus", "--log-level", "=", "d"], ["debug"]],
    [
      ["decnet", "bus", "--log-level", "="],
      ["trace", "debug", "info", "warn", "error", "fatal", "silent"],
    ],
    [["decnet", "bus", "ping", "--c"], ["--count"]],
    [["decnet", "bus", "ping", "--count", ""], []],
    [["decnet", "bus", "pub", "system.b"], ["system.bus.health"]],
    [["decnet", "bus", "tap", "system.>"], ["system.>"]],
    [["decnet", "bus", "tap", "topology.*.sta"], ["topology.*.status"]],
    [
      ["decnet", "bus", "completion", ""],
      ["bash", "zsh", "fish"],
    ],
    [["decnet", "bus", "nonsense", ""], []],
    [["decnet", "other", ""], []],
  ])("%j", (words, offered) => {
    expect(complete(words, temporaryFolder())).toEqual(offered);
  });

  test("a path, where one is meant", () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "a b.sock"), "");
    expect(complete(["decnet", "bus", "status", "--socket", `${folder}/`], folder)).toEqual([join(folder, "a b.sock")]);
  });

  // A pattern is one also for the shell, which must not look for files that match it.
  test("patterns as they are, whatever files there are", () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "topology.x.status"), "");
    expect(complete(["decnet", "bus", "tap", "topology.*.sta"], folder)).toEqual(["topology.*.status"]);
  });
});

/** What a real bash would offer for the last of the words, in that folder. */
function complete(words: readonly string[], cwd: string): string[] {
  const program = `
    source "$1"; shift
    compopt() { :; }
    COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
    _decnet
    ((\${#COMPREPLY[@]} == 0)) || printf '%s\\n' "\${COMPREPLY[@]}"`;
  const args = ["--norc", "-u", "-c", program, "bash", script("bash"), ...words];
  const { stdout, stderr } = spawnSync("bash", args, { encoding: "utf8", cwd, env: minimalEnv() });
  expect(stderr).toBe("");
  return stdout.split("\n").filter((line) => line !== "");
}
