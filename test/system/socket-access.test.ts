// Authorisation is what the kernel says about who may connect. So these tests are other users: they need root, and change nothing on
// the host but processes of their own and a folder in /tmp.

import { execFile } from "node:child_process";
import { chmodSync, chownSync, existsSync, lstatSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { beforeAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { groupId } from "../../src/daemon/group.ts";
import { eventOf } from "../support/broker-harness.ts";
import { Installation, type User } from "../support/installation.ts";
import { openPeer } from "../support/real-peer.ts";
import type { RunningProcess } from "../support/running-process.ts";

/** A group that every Debian has, and that nobody of these tests is in unless said so. */
const GROUP = "games";
/** Has a name on every Linux, and is in no group but its own. */
const NOBODY: User = { id: 65_534, groups: [] };
const EVENT = ["topology.abc.status", '{"state":"active"}'] as const;

let installation: Installation;
let group: number;
let root: User;
/** In the group. */
let member: User;
/** Not in the group. */
let outsider: User;
let folder: string;
let socket: string;

beforeAll(() => {
  if (process.getuid!() !== 0) {
    throw new Error("These tests start processes as other users. Run them as root: sudo npm run test:system");
  }
  group = groupId(GROUP)!;
  root = { id: 0, groups: [] };
  member = { id: 61_001, groups: [group] };
  outsider = { id: 61_002, groups: [] };
  installation = new Installation();
  return () => installation[Symbol.dispose]();
});

beforeEach(() => {
  folder = installation.folderOf(root);
  socket = join(folder, "bus.sock");
});

/** Resolves when it listens; it ends with the test. */
async function startBus(
  user: User,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<RunningProcess> {
  const bus = installation.start(user, ["bus", ...args], env);
  onTestFinished(() => bus[Symbol.asyncDispose]());
  await bus.stderr.has("listening");
  return bus;
}

describe("the socket of a daemon that runs as root", () => {
  test.each([
    ["its name", (): string => GROUP],
    ["its number", (): string => String(group)],
  ])("belongs to the group that is given by %s, with mode 0660", async (_how, name) => {
    await startBus(root, ["--socket", socket, "--group", name()]);
    const { uid, gid, mode } = statSync(socket);
    expect({ uid, gid, mode: mode & 0o7777 }).toEqual({ uid: 0, gid: group, mode: 0o660 });
  });

  test("belongs to the group that DECNET_BUS_GROUP names", async () => {
    await startBus(root, ["--socket", socket], { DECNET_BUS_GROUP: GROUP });
    expect(statSync(socket).gid).toBe(group);
  });

  test("lets a member of the group publish", async () => {
    await startBus(root, ["--socket", socket, "--group", GROUP]);
    const subscriber = await openPeer(socket);
    await subscriber.subscribe(">");
    const outcome = await installation.run(member, ["bus", "pub", ...EVENT, "--socket", socket]);
    expect(outcome).toMatchObject({ code: 0, stdout: "published topology.abc.status\n", stderr: "" });
    await expect(subscriber.next("event")).resolves.toMatchObject({ topic: EVENT[0] });
    subscriber.destroy();
  });

  test("lets a member of the group subscribe", async () => {
    await startBus(root, ["--socket", socket, "--group", GROUP]);
    await using sub = installation.start(member, ["bus", "sub", "lab.x", "--count", "1", "--socket", socket]);
    await sub.stderr.has("subscribed to");
    const publisher = await openPeer(socket);
    publisher.send(eventOf("lab.x"));
    await expect(sub.ended).resolves.toMatchObject({ code: 0, stdout: expect.stringContaining("lab.x") as string });
    publisher.destroy();
  });

  test.each([
    ["publish", ["bus", "pub", ...EVENT]],
    ["subscribe", ["bus", "sub", ">"]],
  ])("does not let an outsider %s, and says what to do", async (_what, args) => {
    await startBus(root, ["--socket", socket, "--group", GROUP]);
    const { code, stdout, stderr } = await installation.run(outsider, [...args, "--socket", socket]);
    expect({ code, stdout }).toEqual({ code: 77, stdout: "" });
    expect(stderr).toBe(
      `decnet: PERMISSION_DENIED: user number ${outsider.id} is not in the group ${GROUP}, which owns ${socket}. Start it with that group (systemd: SupplementaryGroups=${GROUP}).\n`,
    );
  });

  test("tells a user with a name which command mends it", async () => {
    await startBus(root, ["--socket", socket, "--group", GROUP]);
    const { code, stderr } = await installation.run(NOBODY, ["bus", "pub", ...EVENT, "--socket", socket]);
    expect(code).toBe(77);
    expect(stderr).toContain(
      `nobody is not in the group ${GROUP}, which owns ${socket}. Add it (sudo usermod -aG ${GROUP} nobody)`,
    );
  });

  test("tells a user who is in the group, but whose process is not, to log in again", async () => {
    await startBus(root, ["--socket", socket, "--group", GROUP]);
    // Whose own group it is; the process has another.
    const { stdout } = await promisify(execFile)("id", ["-u", GROUP]);
    const { code, stderr } = await installation.run({ id: Number(stdout), groups: [], own: 61_004 }, [
      ...["bus", "pub", ...EVENT, "--socket", socket],
    ]);
    expect(code).toBe(77);
    expect(stderr).toContain(
      `${GROUP} is in the group ${GROUP}, which owns ${socket}, but this process does not have it: it was started before, or without it. Log in again`,
    );
  });

  test("tells a worker that the folder is what keeps it out", async () => {
    const closed = installation.folderOf(root);
    const inside = join(closed, "bus.sock");
    await startBus(root, ["--socket", inside, "--group", GROUP]);
    chownSync(closed, 0, group);
    chmodSync(closed, 0o750);
    const { code, stderr } = await installation.run(NOBODY, ["bus", "pub", ...EVENT, "--socket", inside]);
    expect(code).toBe(77);
    expect(stderr).toContain(`nobody is not in the group ${GROUP}, which owns the folder ${closed}.`);
  });

  test("lets nobody else in if it has no group", async () => {
    await startBus(root, ["--socket", socket, "--group", ""]);
    expect(statSync(socket)).toMatchObject({ uid: 0, gid: 0 });
    await expect(installation.run(member, ["bus", "pub", ...EVENT, "--socket", socket])).resolves.toMatchObject({
      code: 77,
    });
  });
});

describe("a daemon that runs as a user", () => {
  test("gives its socket to a group that it is a member of", async () => {
    const own = join(installation.folderOf(member), "bus.sock");
    const bus = await startBus(member, ["--socket", own, "--group", GROUP]);
    const { uid, gid, mode } = statSync(own);
    expect({ uid, gid, mode: mode & 0o7777 }).toEqual({ uid: member.id, gid: group, mode: 0o660 });
    const peer: User = { id: 61_003, groups: [group] };
    await expect(installation.run(peer, ["bus", "pub", ...EVENT, "--socket", own])).resolves.toMatchObject({ code: 0 });
    bus.kill("SIGTERM");
    await expect(bus.ended).resolves.toMatchObject({ code: 0 });
    expect(existsSync(own)).toBe(false);
  });

  test("cannot give it to a group that it is no member of: 77, and no socket is left", async () => {
    const own = installation.folderOf(outsider);
    const args = ["bus", "--socket", join(own, "bus.sock"), "--group", GROUP];
    const { code, stdout, stderr } = await installation.run(outsider, args);
    expect({ code, stdout }).toEqual({ code: 77, stdout: "" });
    expect(stderr).toContain("decnet: PERMISSION_DENIED: This user may not create the socket");
    expect(stderr).toContain('--group ""');
    expect(readdirSync(own)).toEqual([]);
  });

  test("cannot make it in a folder that it may not write: 77", async () => {
    const { code, stderr } = await installation.run(outsider, ["bus", "--socket", socket, "--group", ""]);
    expect(code).toBe(77);
    expect(stderr).toContain(`decnet: PERMISSION_DENIED: This user may not create the socket ${socket}`);
    expect(readdirSync(folder)).toEqual([]);
  });

  test("cannot make it in a folder that it may not enter: 77", async () => {
    const closed = installation.folderOf(member);
    chmodSync(closed, 0o700);
    const inside = join(closed, "bus.sock");
    const { code, stderr } = await installation.run(outsider, ["bus", "--socket", inside, "--group", ""]);
    expect(code).toBe(77);
    expect(stderr).toContain("decnet: PERMISSION_DENIED");
  });

  test("cannot take over the socket that another user's daemon has left", async () => {
    const dead = await startBus(root, ["--socket", socket, "--group", ""]);
    dead.kill("SIGKILL");
    await dead.ended;
    const { ino } = lstatSync(socket);
    await expect(installation.run(outsider, ["bus", "--socket", socket, "--group", ""])).resolves.toMatchObject({
      code: 77,
      stderr: expect.stringContaining("PERMISSION_DENIED") as string,
    });
    expect(lstatSync(socket).ino).toBe(ino);
  });

  test("listens in its home, which is closed to others, if it may not in /run/decnet", async () => {
    const home = installation.folderOf(member);
    const bus = await startBus(member, ["--group", ""], { HOME: home });
    const own = join(home, ".decnet/bus.sock");
    expect(bus.stderr.text).toContain(JSON.stringify(own));
    expect(statSync(join(home, ".decnet"))).toMatchObject({ uid: member.id });
    expect(statSync(join(home, ".decnet")).mode & 0o7777).toBe(0o700);
    await expect(installation.run(outsider, ["bus", "pub", ...EVENT, "--socket", own])).resolves.toMatchObject({
      code: 77,
    });
    await expect(installation.run(member, ["bus", "pub", ...EVENT, "--socket", own])).resolves.toMatchObject({
      code: 0,
    });
  });
});
