// What the builder of the Debian package refuses, and what it writes about it. The package itself is installed in test/systemd/.

import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { architectureOf, nodeFolder } from "../../tools/package-deb/architecture.ts";
import { controlText, debianChangelog } from "../../tools/package-deb/control.ts";
import { ROOT } from "../support/run-command.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const MAIN = join(ROOT, "tools/package-deb/main.ts");

describe("package:deb refuses", () => {
  test.each([
    [["--arch", "riscv64"], "there is no package for riscv64; --arch is one of amd64, arm64"],
    [["--revision", "1 2"], "--revision 1 2"],
    [["--compression", "rar"], "one of xz, gzip, none"],
    [["--nope"], "Unknown option '--nope'"],
  ])("%j", (args, said) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], { encoding: "utf8" });
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toContain(`package-deb: `);
    expect(stderr).toContain(said);
  });

  test("an architecture whose Node is not installed, and says how to get it", () => {
    expect(() => nodeFolder(temporaryFolder(), architectureOf("arm64"))).toThrow("npm ci --os=linux --cpu=arm64");
  });
});

test("the control file names version, architecture and size", () => {
  const control = controlText({
    root: ROOT,
    version: "1.2.3-4",
    architecture: architectureOf("arm64"),
    installedBytes: 1_025,
  });
  expect(control).toMatch(/^Package: decnet-bus\nVersion: 1\.2\.3-4\nArchitecture: arm64\nMaintainer: .+ <.+>\n/);
  expect(control).toContain("\nInstalled-Size: 2\n");
  // A line that continues the description begins with a space, and the last one ends.
  expect(control).toMatch(/\nDescription: [^\n]{1,80}(\n [^\n]+)+\n$/);
});

test("Debian's changelog has the time of the sources", () => {
  expect(debianChangelog("1.2.3-4", 0)).toMatch(
    /^decnet-bus \(1\.2\.3-4\) [^]* {2}Thu, 01 Jan 1970 00:00:00 \+0000\n$/,
  );
});
