// The host that tests run on, whatever it is; and what it may not know of itself, which is played.

import { once } from "node:events";
import { chmodSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { userInfo } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { thisHost } from "../../src/no-bus/host.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

/** The process's number has no name. */
const played = vi.hoisted(() => ({ nobody: false }));

vi.mock(import("node:os"), async (original) => {
  const real = await original();
  const ourEntry = (): ReturnType<typeof real.userInfo> => {
    if (played.nobody) throw new Error("ENOENT");
    return real.userInfo();
  };
  return { ...real, userInfo: ourEntry as typeof real.userInfo };
});

describe("what is at a path", () => {
  test("is a socket, a folder or a file, of somebody, with a mode; or nothing", async () => {
    const folder = temporaryFolder();
    const [socket, file] = [join(folder, "b.sock"), join(folder, "file")];
    const server = createServer().listen(socket);
    onTestFinished(() => void server.close());
    await once(server, "listening");
    writeFileSync(file, "");
    chmodSync(file, 0o640);
    const own = { uid: process.getuid!(), gid: process.getgid!() };
    await expect(thisHost.find(socket)).resolves.toMatchObject({ kind: "socket", ...own });
    await expect(thisHost.find(folder)).resolves.toMatchObject({ kind: "folder", ...own, mode: 0o700 });
    await expect(thisHost.find(file)).resolves.toEqual({ kind: "file", ...own, mode: 0o640 });
    await expect(thisHost.find(join(folder, "missing"))).resolves.toEqual({ kind: "missing" });
    await expect(thisHost.find(join(file, "below"))).resolves.toEqual({ kind: "missing" });
    await expect(Promise.all([thisHost.listens(socket), thisHost.listens(file)])).resolves.toEqual([true, false]);
  });
});

describe("who we are", () => {
  test("is a user with a name and groups", () => {
    const { uid, name, groups } = thisHost.me();
    expect({ uid, name }).toEqual({ uid: process.geteuid!(), name: userInfo().username });
    expect(groups).toContain(process.getegid!());
  });

  test("may be a number that is nobody's, as in a container", () => {
    played.nobody = true;
    onTestFinished(() => void (played.nobody = false));
    expect(thisHost.me()).toMatchObject({ uid: process.geteuid!(), name: undefined, ownGroup: undefined });
  });
});

describe("a group", () => {
  /** What runs in the place of getent. */
  function play(script: string): void {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "getent"), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, "getent"), 0o755);
    vi.stubEnv("PATH", `${folder}:/usr/bin:/bin`);
  }

  test("is one of /etc/group", async () => {
    await expect(thisHost.group(0)).resolves.toMatchObject({ id: 0 });
  });

  test("may be known to a directory service alone", async () => {
    play('test "$1 $2" = "group 4000001" && echo "lab:*:4000001:anna,ben"');
    await expect(thisHost.group(4_000_001)).resolves.toMatchObject({ name: "lab", id: 4_000_001 });
  });

  test.each(["exit 2", "echo other:x:17:", "kill -KILL $$"])("is nobody's if getent does: %s", async (script) => {
    play(script);
    await expect(thisHost.group(4_000_001)).resolves.toBeUndefined();
  });
});
