// `decnet bus install` and `uninstall` as somebody types them. Where the tests run is seldom where a service could read the package from, so
// these only show; test/systemd/ installs for real.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { FILES } from "../../src/install/files.ts";
import { MANUAL } from "../../src/install/manual.ts";
import { runCommand } from "../support/run-command.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

let prefix: string;

beforeEach(() => {
  prefix = temporaryFolder();
});

describe("decnet bus install --dry-run", () => {
  test("shows each file, as a difference and in a line", async () => {
    const { code, stdout, stderr } = await runCommand(["bus", "install", "--dry-run", "--prefix", prefix]);
    // 78: a checkout in a home or in /tmp is one that a service cannot read.
    expect([0, 78]).toContain(code);
    expect(stderr === "").toBe(code === 0);
    for (const { path } of FILES) {
      expect(stdout).toContain(`--- /dev/null\n+++ ${join(prefix, path)}\n`);
      expect(stdout).toContain(`\ncreate    ${join(prefix, path)}\n`);
    }
    for (const { path, what } of MANUAL) {
      expect(stdout).toContain(`\ncreate    ${join(prefix, path)} (${what})\n`);
    }
    expect(stdout).toContain("\n+RuntimeDirectoryPreserve=yes\n");
    expect(existsSync(join(prefix, "etc"))).toBe(false);
  });

  test("--json prints an object a file, and nothing else on stdout", async () => {
    const { stdout } = await runCommand(["bus", "install", "--dry-run", "--json", "--prefix", prefix]);
    const lines = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    const files = lines.filter((line) => "file" in line);
    expect(files.map(({ file, action, note }) => ({ file, action, note }))).toEqual([
      ...FILES.map(({ path }) => ({ file: join(prefix, path), action: "create", note: null })),
      ...MANUAL.map(({ path, what }) => ({ file: join(prefix, path), action: "create", note: what })),
    ]);
    for (const { diff, note } of files) expect(diff).toMatch(note === null ? /^--- \/dev\/null/ : /^$/);
    for (const line of lines.filter((each) => !("file" in each))) expect(line).toMatchObject({ ran: false });
  });
});

test("decnet bus uninstall says that there is nothing to do", async () => {
  const { code, stdout, stderr } = await runCommand(["bus", "uninstall", "--prefix", prefix]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toContain("Nothing to do");
});

test.each(["install", "uninstall"])("decnet bus %s --now is for this system alone", async (command) => {
  const { code, stdout, stderr } = await runCommand(["bus", command, "--now", "--prefix", prefix]);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr.replaceAll(/\s+›?\s*/g, " ")).toContain("--now");
});
