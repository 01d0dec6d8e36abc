// The unit files as systemd's own tools read them, without a systemd that runs them.

import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { FILES, renderFile } from "../../src/install/files.ts";
import { scoreOf } from "../../tools/systemd-score/score.ts";
import { ROOT } from "../support/run-command.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const MAX_EXPOSURE = 0.6;
const SERVICE = "/etc/systemd/system/decnet-bus.service";
const PROGRAM = { node: "/usr/local/bin/node", script: "/usr/local/lib/node_modules/decnet-bus/bin/decnet.js" };
const NEEDS = "needs systemd-analyze (scripts/system-deps.sh)";
/** systemd's own units, which ours refer to. */
const SYSTEM_UNITS = "/lib/systemd/system";

const hasTools = spawnSync("systemd-analyze", ["--version"]).status === 0;

let root: string;

beforeEach((context) => {
  if (!hasTools) context.skip(NEEDS);
  root = temporaryFolder();
  cpSync(SYSTEM_UNITS, join(root, SYSTEM_UNITS), { recursive: true, verbatimSymlinks: true });
  for (const command of ["/usr/bin/decnet", "/bin/kill", PROGRAM.node]) write(command, "#!/bin/sh\n", 0o755);
});

function write(path: string, text: string, mode = 0o644): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text, { mode });
}

/** What systemd-analyze has to say against units of ours that lie in the root. */
function objections(...units: readonly string[]): readonly string[] {
  const args = ["verify", "--man=no", `--root=${root}`, ...units];
  const { status, stderr, stdout } = spawnSync("systemd-analyze", args, { encoding: "utf8" });
  const lines = `${stdout}${stderr}`.split("\n").filter((line) => line.includes("decnet"));
  return status === 0 || lines.length > 0 ? lines : [`systemd-analyze ended with ${status}: ${stderr}`];
}

describe("the unit files", () => {
  test("in the repository have nothing that systemd objects to", () => {
    for (const unit of ["decnet-bus.service", "decnet-bus.socket", "decnet-worker@.service"]) {
      write(`/etc/systemd/system/${unit}`, readFileSync(join(ROOT, "systemd", unit), "utf8"));
    }
    expect(objections("decnet-bus.service", "decnet-bus.socket", "decnet-worker@topology.service")).toEqual([]);
  });

  test("as `decnet bus install` writes them have neither", () => {
    for (const { template, path } of FILES) write(path, renderFile(template, PROGRAM));
    expect(objections("decnet-bus.service", "decnet-bus.socket")).toEqual([]);
  });

  test("may name a path with spaces", () => {
    const node = "/opt/my node";
    write(node, "#!/bin/sh\n", 0o755);
    for (const { template, path } of FILES) write(path, renderFile(template, { ...PROGRAM, node }));
    expect(objections("decnet-bus.service", "decnet-bus.socket")).toEqual([]);
  });

  test.each([
    ["a misspelt setting", "PrivateTmp=yes", "PrivateTemp=yes", "PrivateTemp"],
    ["a command that does not exist", PROGRAM.node, "/usr/bin/nod", "/usr/bin/nod is not executable"],
    ["a unit that does not exist", "Requires=decnet-bus.socket", "Requires=decnet.socket", "decnet.socket not found"],
  ])("would be found out to have %s", (_what, right, wrong, said) => {
    for (const { template, path } of FILES) write(path, renderFile(template, PROGRAM).replace(right, wrong));
    expect(objections("decnet-bus.service").join("\n")).toContain(said);
  });

  test(`leave the service an exposure of at most ${MAX_EXPOSURE}`, () => {
    write(SERVICE, renderFile("decnet-bus.service", PROGRAM));
    const { exposure, open } = scoreOf(join(root, SERVICE));
    expect(exposure, JSON.stringify(open)).toBeLessThanOrEqual(MAX_EXPOSURE);
    // The list tells what a higher one comes from.
    expect(open.map(({ setting }) => setting)).toContain("MemoryDenyWriteExecute=");
  });

  test("would be found out to be more exposed without one of their lines", () => {
    const exposures = ["CapabilityBoundingSet=\n", "PrivateNetwork=yes\n", "ProtectSystem=strict\n"].map((line) => {
      write(SERVICE, renderFile("decnet-bus.service", PROGRAM).replace(line, ""));
      return scoreOf(join(root, SERVICE)).exposure;
    });
    expect(exposures[0]).toBeGreaterThan(MAX_EXPOSURE);
    for (const exposure of exposures) expect(exposure).toBeGreaterThan(0.4);
  });
});

test("the user and the folder are what systemd makes of them", () => {
  for (const { template, path } of FILES) write(path, renderFile(template, PROGRAM));
  execFileSync("systemd-sysusers", [`--root=${root}`, "decnet.conf"], { stdio: "pipe" });
  expect(readFileSync(join(root, "etc/passwd"), "utf8")).toMatch(
    /^decnet:x:\d+:\d+:DECNET event bus:\/:\/usr\/sbin\/nologin$/m,
  );
  expect(readFileSync(join(root, "etc/group"), "utf8")).toMatch(/^decnet:x:\d+:$/m);
  execFileSync("systemd-tmpfiles", [`--root=${root}`, "--create", "decnet.conf"], { stdio: "pipe" });
  expect(existsSync(join(root, "run/decnet"))).toBe(true);
});
