// The Debian package over its life: installed, upgraded under load, removed, purged. The tests are steps and follow each other.

import { createHash } from "node:crypto";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { ConnectionLoad } from "./support/connection-load.ts";
import { machineForFile } from "./support/machine.ts";
import { buildDebianPackage } from "./support/package.ts";
import { mainPid, report, SERVICE, SOCKET, SOCKET_PATH } from "./support/service.ts";

const ENOUGH = 200;
const ENV = "/etc/decnet/bus.env";

let first: string;
let second: string;

const machine = machineForFile((booted) => {
  first = buildDebianPackage(booted, "1");
  second = buildDebianPackage(booted, "2");
  // What a host has, or has not, does not matter: the package brings its own.
  for (const node of ["/usr/bin/node", "/usr/local/bin/node"]) {
    if (existsSync(booted.path(node))) renameSync(booted.path(node), booted.path(`${node}.hidden`));
  }
});

function exists(path: string): boolean {
  return existsSync(machine().path(path));
}

async function dpkg(...args: readonly string[]): Promise<void> {
  await machine().must("env", "DEBIAN_FRONTEND=noninteractive", "dpkg", ...args);
}

describe("the Debian package", () => {
  test("is the same, byte for byte, when it is built again", () => {
    const digest = (): string =>
      createHash("sha256")
        .update(readFileSync(machine().path(first)))
        .digest("hex");
    const before = digest();
    const umask = process.umask(0o077);
    try {
      buildDebianPackage(machine(), "1");
    } finally {
      process.umask(umask);
    }
    expect(digest()).toBe(before);
  });

  test("needs nothing that its control file does not name", async () => {
    const needs = await machine().must("dpkg-deb", "--field", first, "Depends");
    await machine().must(
      "sh",
      "-c",
      `mkdir /var/tmp/shlibs && cd /var/tmp/shlibs && mkdir debian && dpkg-deb -x '${first}' x && echo 'Source: x' >debian/control`,
    );
    const found = await machine().must(
      "sh",
      "-c",
      "cd /var/tmp/shlibs && dpkg-shlibdeps -O --ignore-missing-info x/usr/lib/decnet-bus/bin/node 2>/dev/null",
    );
    const libraries = [...found.matchAll(/(?<==|, )(\S+) /g)].map(([, name = ""]) => name);
    expect(libraries.length).toBeGreaterThan(2);
    for (const library of libraries) expect(needs).toContain(library);
  });

  test("installs, and the bus runs, on its own Node", async () => {
    await dpkg("--install", first);
    await expect(machine().show(SERVICE, "ActiveState")).resolves.toBe("active");
    await expect(machine().show(SOCKET, "ActiveState")).resolves.toBe("active");
    await expect(machine().systemctl("is-enabled", SOCKET, SERVICE)).resolves.toBe("enabled\nenabled");
    const { stdout } = await machine().run("readlink", `/proc/${await mainPid(machine())}/exe`);
    expect(stdout.trim()).toBe("/usr/lib/decnet-bus/bin/node");
    await expect(machine().must("decnet", "bus", "pub", "system.log", "{}")).resolves.toBe("published system.log");
    await expect(machine().must("stat", "--format=%U:%G %a", SOCKET_PATH)).resolves.toBe("root:decnet 660");
  });

  test("has the files that it says it has, and none that somebody could write", async () => {
    await expect(machine().must("dpkg", "--verify", "decnet-bus")).resolves.toBe("");
    const files = await machine().must("dpkg", "--listfiles", "decnet-bus");
    const open = await machine().must(
      "sh",
      "-c",
      `for f in $(dpkg -L decnet-bus); do find "$f" -maxdepth 0 ! -type l -perm /022; done`,
    );
    expect(files).toContain("/usr/lib/systemd/system/decnet-bus.socket");
    expect(open.split("\n").filter((file) => !file.startsWith("/tmp"))).toEqual([""]);
  });

  test("tells `decnet bus install` that there is nothing to install", async () => {
    const { code, stderr } = await machine().run("decnet", "bus", "install");
    expect(code).toBe(78);
    expect(stderr).toContain("apt remove decnet-bus");
  });

  test("upgrades under load: the daemon is another, and nobody was refused", async () => {
    writeFileSync(machine().path(ENV), "DECNET_BUS_MAX_PATTERNS=7\n");
    const before = await mainPid(machine());
    using load = new ConnectionLoad(machine().path(SOCKET_PATH));
    await load.welcome(ENOUGH);
    await dpkg("--install", second);
    await load.welcome(ENOUGH);
    const { begun, welcomed, refused, cutOff, longestMs } = await load.stop();
    report(`upgrade: ${begun} clients, ${welcomed} welcomed, ${cutOff} cut off and back, longest wait ${longestMs} ms`);
    expect({ welcomed, refused }).toEqual({ welcomed: begun, refused: {} });
    await expect(mainPid(machine())).resolves.not.toBe(before);
    await expect(machine().must("dpkg-query", "-W", "-f=${Version}", "decnet-bus")).resolves.toMatch(/-2$/);
    expect(readFileSync(machine().path(ENV), "utf8")).toBe("DECNET_BUS_MAX_PATTERNS=7\n");
  });

  test("leaves a bus alone that its operator has stopped and disabled", async () => {
    await machine().systemctl("disable", "--now", SOCKET, SERVICE);
    await dpkg("--install", second);
    const { stdout } = await machine().run("systemctl", "is-enabled", SOCKET, SERVICE);
    expect(stdout).toBe("disabled\ndisabled\n");
    await expect(machine().show(SOCKET, "ActiveState")).resolves.toBe("inactive");
    await expect(machine().show(SERVICE, "ActiveState")).resolves.toBe("inactive");
    await machine().systemctl("enable", "--now", SOCKET, SERVICE);
  });

  test("is removed: the bus stops, its settings stay", async () => {
    await dpkg("--remove", "decnet-bus");
    await expect(machine().show(SERVICE, "LoadState")).resolves.toBe("not-found");
    for (const path of ["/usr/lib/decnet-bus", SOCKET_PATH, "/run/decnet", "/var/cache/decnet-bus"]) {
      expect(exists(path), path).toBe(false);
    }
    expect(exists(ENV)).toBe(true);
  });

  test("is purged: nothing is left but the user, whose number nobody else shall get", async () => {
    await dpkg("--purge", "decnet-bus");
    const left = await machine().must(
      "find",
      "/etc",
      "/usr",
      "/var/lib/systemd",
      "/run/systemd/system",
      "-xdev",
      "-iname",
      "*decnet-bus*",
    );
    expect(left).toBe("");
    expect(exists("/etc/decnet")).toBe(false);
    await expect(machine().must("id", "decnet")).resolves.toContain("decnet");
    await expect(machine().must("systemctl", "--failed", "--quiet", "--plain")).resolves.toBe("");
  });
});
