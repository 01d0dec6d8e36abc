// systemctl is played: a script in its place says what the test wants.

import { chmodSync, existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { busUnits } from "../../src/doctor/systemd.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

vi.mock(import("node:fs"), async (original) => {
  const real = await original();
  return { ...real, existsSync: vi.fn<typeof existsSync>(real.existsSync) };
});

/** systemd has started this host, or not. */
function systemdRuns(runs: boolean): void {
  vi.mocked(existsSync).mockImplementation((path) => runs && path === "/run/systemd/system");
}

/** What runs in the place of systemctl. */
function play(script: string): void {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "systemctl"), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, "systemctl"), 0o755);
  vi.stubEnv("PATH", `${folder}:/usr/bin:/bin`);
}

beforeEach(() => {
  systemdRuns(true);
});

describe("the units of the bus", () => {
  test("are what systemctl shows of service and socket", async () => {
    play(`test "$1 $2 $3" = "show decnet-bus.service decnet-bus.socket" || exit 1
      printf 'Id=decnet-bus.service\\nActiveState=active\\nMainPID=7\\n\\nId=decnet-bus.socket\\nActiveState=failed\\n'`);
    await expect(busUnits()).resolves.toMatchObject({
      service: { id: "decnet-bus.service", active: "active", mainPid: 7 },
      socket: { id: "decnet-bus.socket", active: "failed", load: "" },
    });
  });

  test.each([
    ["says nothing", "exit 0"],
    ["knows one of them alone", "echo Id=decnet-bus.service"],
    ["fails", "echo Failed to connect to bus >&2; exit 1"],
  ])("are unknown if systemctl %s", async (_what, script) => {
    play(script);
    await expect(busUnits()).resolves.toBeUndefined();
  });

  test("are not asked for on a host without systemd", async () => {
    play("echo Id=decnet-bus.service; echo; echo Id=decnet-bus.socket");
    systemdRuns(false);
    await expect(busUnits()).resolves.toBeUndefined();
  });
});
