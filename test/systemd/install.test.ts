// `decnet bus install` on a machine: from a package that npm has put into /usr/local to a running bus, and back.

import { appendFileSync, cpSync, existsSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { describe, expect, test } from "vitest";
import { FILES } from "../../src/install/files.ts";
import { MANUAL } from "../../src/install/manual.ts";
import { machineForFile } from "./support/machine.ts";
import { installLikeNpm, NPM_DECNET, NPM_PROGRAM } from "./support/package.ts";
import { mainPid, SERVICE, SOCKET, SOCKET_PATH } from "./support/service.ts";

const machine = machineForFile(installLikeNpm);

function decnet(...args: readonly string[]): Promise<string> {
  return machine().must(...NPM_DECNET, "bus", ...args);
}

describe("decnet bus install", () => {
  test("without --now writes the files, and names the commands that start the bus", async () => {
    const said = await decnet("install");
    for (const { path } of FILES) expect(said).toContain(`create    ${path}`);
    await expect(machine().show(SERVICE, "ActiveState")).resolves.toBe("inactive");
    const commands = said.split("(decnet bus install --now does it):\n")[1]!;
    // As somebody pastes them.
    await machine().must("sh", "-e", "-c", commands);
    await expect(machine().show(SERVICE, "ActiveState")).resolves.toBe("active");
    await expect(decnet("pub", "system.log", "{}")).resolves.toBe("published system.log");
  });

  test("runs this Node and this package", async () => {
    const pid = await mainPid(machine());
    const words = (await machine().must("cat", `/proc/${pid}/cmdline`)).split("\0");
    expect(words.slice(0, 3)).toEqual([NPM_PROGRAM.node, NPM_PROGRAM.script, "bus"]);
  });

  test("lets man, zsh and fish find what it has brought", async () => {
    const [page, , zsh] = MANUAL.map(({ path }) => path);
    // Debian's man goes there by a link.
    const found = await machine().must("man", "--where", "decnet-bus");
    await expect(machine().must("realpath", found)).resolves.toBe(page);
    await expect(
      machine().must("zsh", "-c", "autoload -U compinit && compinit -u && echo $_comps[decnet]"),
    ).resolves.toBe(basename(zsh!));
    const completed = await machine().must("fish", "-c", 'complete --do-complete "decnet bus uninst"');
    expect(completed).toMatch(/^uninstall\t/);
  });

  test("the second time has nothing to do, and leaves the bus running", async () => {
    const pid = await mainPid(machine());
    await expect(decnet("install", "--now")).resolves.toContain("Nothing to do");
    await expect(mainPid(machine())).resolves.toBe(pid);
  });

  test("mends a unit that was edited, and restarts the bus with it", async () => {
    const pid = await mainPid(machine());
    appendFileSync(machine().path(`/etc/systemd/system/${SERVICE}`), "# mine\n");
    await expect(decnet("install", "--now")).resolves.toContain("\n-# mine\n");
    await expect(mainPid(machine())).resolves.not.toBe(pid);
  });

  test("refuses a package in a home, and says where it should be", async () => {
    cpSync(machine().path("/usr/local/lib/node_modules/decnet-bus"), machine().path("/home/anna/decnet-bus"), {
      recursive: true,
    });
    const { code, stderr } = await machine().run(
      NPM_PROGRAM.node,
      "/home/anna/decnet-bus/bin/decnet.js",
      "bus",
      "install",
    );
    expect(code).toBe(78);
    expect(stderr).toContain("/home is hidden from it (ProtectHome=yes)");
    expect(stderr).toContain("npm install --global --prefix /usr/local decnet-bus");
    expect(readFileSync(machine().path(`/etc/systemd/system/${SERVICE}`), "utf8")).not.toContain("anna");
  });

  test("as somebody who is not root is not permitted", async () => {
    const { code, stderr } = await machine().run("runuser", "-u", "nobody", "--", ...NPM_DECNET, "bus", "uninstall");
    expect(code).toBe(77);
    expect(stderr).toContain("PERMISSION_DENIED");
    await expect(machine().show(SERVICE, "ActiveState")).resolves.toBe("active");
  });

  test("is undone by uninstall, which stops the bus and keeps settings that were edited", async () => {
    appendFileSync(machine().path("/etc/decnet/bus.env"), "DECNET_BUS_MAX_PATTERNS=7\n");
    const said = await decnet("uninstall", "--now");
    expect(said).toContain("keep      /etc/decnet/bus.env (it was edited");
    await expect(machine().show(SERVICE, "LoadState")).resolves.toBe("not-found");
    await expect(machine().show(SOCKET, "LoadState")).resolves.toBe("not-found");
    for (const { path, theirs } of FILES) expect(existsSync(machine().path(path)), path).toBe(theirs === true);
    for (const { path } of MANUAL) expect(existsSync(machine().path(path)), path).toBe(false);
    for (const path of [SOCKET_PATH, "/var/cache/decnet-bus"])
      expect(existsSync(machine().path(path)), path).toBe(false);
    await expect(machine().must("find", "/etc/systemd", "-name", "*decnet-bus*")).resolves.toBe("");
    await expect(decnet("uninstall", "--now")).resolves.toContain("Nothing to do");
  });

  test("without --now uninstall names the commands that stop the bus", async () => {
    await decnet("install", "--now");
    const [, commands = ""] = (await decnet("uninstall")).split("\nThen:\n");
    await expect(machine().show(SERVICE, "ActiveState")).resolves.toBe("active");
    await machine().must("sh", "-e", "-c", commands);
    await expect(machine().show(SERVICE, "LoadState")).resolves.toBe("not-found");
    expect(existsSync(machine().path(SOCKET_PATH))).toBe(false);
    await expect(machine().must("systemctl", "--failed", "--quiet", "--plain")).resolves.toBe("");
  });
});
