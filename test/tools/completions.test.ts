// What is printed by `decnet bus completion`, in the shells that it is for: each is asked what it offers when somebody presses Tab.

import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Config } from "@oclif/core";
import { describe, expect, test } from "vitest";
import { assertBuilt, ROOT, runCommand } from "../support/run-command.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { isInstalled, offeredBy, scriptOf, type Shell } from "./completing-shells.ts";

assertBuilt();
const config = await Config.load(ROOT);
const subcommands = config.commandIDs.filter((id) => id.startsWith("bus:")).map((id) => id.slice("bus:".length));
const LEVELS = ["trace", "debug", "info", "warn", "error", "fatal", "silent"];
const TOPICS = ["attacker.observed", "decky.", "system.bus.health", "system.log", "topology."];

describe("decnet bus completion", () => {
  test.each(["bash", "zsh", "fish"] as const)("prints the script for %s", async (shell) => {
    const { code, stdout, stderr } = await runCommand(["bus", "completion", shell]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toBe(readFileSync(scriptOf(shell), "utf8"));
  });

  test("refuses another shell", async () => {
    const { code, stdout } = await runCommand(["bus", "completion", "csh"]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  });
});

describe.each<[Shell]>([["bash"], ["zsh"], ["fish"]])("%s", (shell) => {
  const lacks = isInstalled(shell) ? undefined : `needs ${shell}, which is not installed`;

  test("can read the script", ({ skip }) => {
    if (lacks !== undefined) skip(lacks);
    expect(spawnSync(shell, ["-n", scriptOf(shell)], { encoding: "utf8" })).toMatchObject({ status: 0, stderr: "" });
  });

  test.for([
    ["decnet ", ["bus", "help"]],
    ["decnet bus ", subcommands],
    ["decnet bus pi", ["ping"]],
    ["decnet bus --log-l", ["--log-level"]],
    ["decnet bus --log-level ", LEVELS],
    ["decnet bus --log-level d", ["debug"]],
    ["decnet bus --heartbeat ", []],
    ["decnet bus --heartbeat 5 ", []],
    ["decnet bus ping --c", ["--count"]],
    ["decnet bus ping --count ", []],
    ["decnet bus ping --hel", ["--help"]],
    ["decnet bus status ", []],
    ["decnet bus pub system.b", ["system.bus.health"]],
    ["decnet bus pub ", TOPICS],
    // Its payload is not known.
    ["decnet bus pub system.log ", []],
    ["decnet bus who --timeout 5 ", TOPICS],
    ["decnet bus who --socket=/x --json ", TOPICS],
    ["decnet bus who --json system.log ", []],
    ["decnet bus tap topology.*.sta", ["topology.*.status"]],
    ["decnet bus tap a.b topology.*.sta", ["topology.*.status"]],
    // A pattern that is called like a command is none.
    ["decnet bus tap status --sta", ["--stats"]],
    ["decnet bus record - topology.*.sta", ["topology.*.status"]],
    ["decnet bus completion ", ["bash", "zsh", "fish"]],
    ["decnet bus nonsense ", []],
    ["decnet other ", []],
  ] as [string, string[]][])("offers for %j %j", ([line, offered], { skip }) => {
    if (lacks !== undefined) skip(lacks);
    expect(offeredBy(shell, line)).toEqual(offered.toSorted());
  });

  test.for([
    ["decnet bus --log-level=d", /^(?:--log-level=)?debug$/],
    ["decnet bus status --socket ", /^some\\? file$/],
    ["decnet bus record ", /^some\\? file$/],
    ["decnet bus replay --speed max ", /^some\\? file$/],
    ["decnet bus conformance -- ", /^some\\? file$/],
    ["decnet bus doctor ", /^$/],
    ["decnet bus tap ", /^$/],
  ] as [string, RegExp][])("offers a file for %j only where one is meant", ([line, offered], { skip }) => {
    if (lacks !== undefined) skip(lacks);
    const folder = temporaryFolder();
    writeFileSync(join(folder, "some file"), "");
    const files = offeredBy(shell, line, folder).filter((word) => !/[.>]/.test(word));
    expect(files.join("\n")).toMatch(offered);
  });

  // A pattern is one also for the shell, which must not look for files that match it.
  test("offers patterns as they are, whatever files there are", ({ skip }) => {
    if (lacks !== undefined) skip(lacks);
    const folder = temporaryFolder();
    writeFileSync(join(folder, "topology.x.status"), "");
    mkdirSync(join(folder, "topology"));
    expect(offeredBy(shell, "decnet bus tap topology.*.sta", folder)).toEqual(["topology.*.status"]);
  });
});
