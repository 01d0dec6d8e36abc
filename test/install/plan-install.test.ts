// Which commands start the bus on this host, of which nothing is changed here: what is on its disk is what the test says.

import { beforeEach, describe, expect, test, vi } from "vitest";
import { type Program, renderFile, SERVICE, SOCKET } from "../../src/install/files.ts";
import { planInstall } from "../../src/install/plan-install.ts";
import { planUninstall } from "../../src/install/plan-uninstall.ts";

const PROGRAM: Program = { node: "/bin/sh", script: "/etc/passwd" };

/** Content by path. */
const disk = vi.hoisted(() => new Map<string, string>());

vi.mock(import("node:fs"), async (original) => {
  const fs = await original();
  const lstatSync = (path: string): unknown =>
    fs.lstatSync(disk.has(path) ? import.meta.filename : "/proc/nonexistent", { throwIfNoEntry: false });
  const readFileSync = (path: string, encoding: "utf8"): string => disk.get(path) ?? fs.readFileSync(path, encoding);
  return { ...fs, lstatSync, readFileSync } as unknown as typeof fs;
});

beforeEach(() => {
  disk.clear();
});

const unit = (name: string): string => `/etc/systemd/system/${name}`;

/** As it would be installed. */
function put(name: string, text = renderFile(name, PROGRAM)): void {
  disk.set(unit(name), text);
}

const FIRST = [
  ["systemd-sysusers", "/etc/sysusers.d/decnet.conf"],
  ["systemd-tmpfiles", "--create", "/etc/tmpfiles.d/decnet.conf"],
  ["systemctl", "daemon-reload"],
  ["systemctl", "enable", "--now", SOCKET, SERVICE],
];

describe("installing on this host", () => {
  test("makes user and folder, and starts socket and service", () => {
    const { before, after, byHand } = planInstall(PROGRAM, "");
    expect({ before, after }).toEqual({ before: [], after: FIRST });
    expect(byHand).toEqual(after);
  });

  test("does not restart a bus whose units are as they shall be", () => {
    put(SOCKET);
    put(SERVICE);
    expect(planInstall(PROGRAM, "").after).toEqual(FIRST);
  });

  test("restarts the service alone where that is another one: clients wait at its socket meanwhile", () => {
    put(SOCKET);
    put(SERVICE, "old");
    expect(planInstall(PROGRAM, "").after).toEqual([...FIRST, ["systemctl", "restart", SERVICE]]);
  });

  test("restarts both, at once, where the socket is another one", () => {
    for (const service of ["old", renderFile(SERVICE, PROGRAM)]) {
      put(SOCKET, "old");
      put(SERVICE, service);
      expect(planInstall(PROGRAM, "").after).toEqual([...FIRST, ["systemctl", "restart", SOCKET, SERVICE]]);
    }
  });
});

describe("uninstalling on this host", () => {
  test("stops the bus before its units go; by hand, it is stopped without them", () => {
    put(SOCKET);
    put(SERVICE);
    const { before, after, byHand } = planUninstall(PROGRAM, "");
    expect(before).toEqual([["systemctl", "disable", "--now", SOCKET, SERVICE]]);
    expect(after[0]).toEqual(["systemctl", "daemon-reload"]);
    expect(byHand).toEqual([["systemctl", "stop", SOCKET, SERVICE], ...after]);
  });

  test("runs nothing where nothing is installed", () => {
    expect(planUninstall(PROGRAM, "")).toMatchObject({ before: [], after: [], byHand: [] });
  });
});
