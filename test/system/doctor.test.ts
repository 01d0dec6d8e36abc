// The doctor as another user than the bus's: what the kernel refuses, and whose it is. Needs root, as socket-access.test.ts does.

import { execFile } from "node:child_process";
import { chmodSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { beforeAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { groupId } from "../../src/daemon/group.ts";
import { Installation, type User } from "../support/installation.ts";

/** A group that every Debian has, and that nobody of these tests is in unless said so. */
const GROUP = "games";
const NOBODY: User = { id: 65_534, groups: [] };
const ROOT_USER: User = { id: 0, groups: [] };

let installation: Installation;
let group: number;
let socket: string;

beforeAll(() => {
  if (process.getuid!() !== 0)
    throw new Error("These tests start processes as other users. Run them as root: sudo npm run test:system");
  group = groupId(GROUP)!;
  installation = new Installation();
  return () => installation[Symbol.dispose]();
});

beforeEach(() => {
  socket = join(installation.folderOf(ROOT_USER), "bus.sock");
});

/** Resolves when a bus of root listens; it ends with the test. */
async function startBus(groupName: string): Promise<number> {
  const bus = installation.start(ROOT_USER, ["bus", "--socket", socket, "--group", groupName]);
  onTestFinished(() => bus[Symbol.asyncDispose]());
  await bus.stderr.has("listening");
  return bus.pid;
}

async function diagnose(user: User): Promise<{ code: number | null; of: Readonly<Record<string, string>> }> {
  const { code, stdout } = await installation.run(user, ["bus", "doctor", "--json", "--socket", socket]);
  const lines = stdout.trim().split("\n");
  const findings = lines.map(
    (line) => JSON.parse(line) as { check: string; verdict: string; seen: string; mend: string },
  );
  return {
    code,
    of: Object.fromEntries(findings.map(({ check, verdict, seen, mend }) => [check, `${verdict}: ${seen} → ${mend}`])),
  };
}

describe("decnet bus doctor", () => {
  test("a user who is not in the group is told the command", async () => {
    await startBus(GROUP);
    const { code, of } = await diagnose(NOBODY);
    expect(code).toBe(77);
    expect(of["access"]).toBe(
      `fail: nobody is not in the group ${GROUP}, which owns ${socket} → Add it (sudo usermod -aG ${GROUP} nobody), and log in again, or restart the service.`,
    );
    expect(of["answer"]).toMatch(/^skipped/);
  });

  test("a process that was started before its user was in the group is told to log in again", async () => {
    await startBus(GROUP);
    // Whose own group it is; the process has another.
    const { stdout } = await promisify(execFile)("id", ["-u", GROUP]);
    const { code, of } = await diagnose({ id: Number(stdout), groups: [], own: 61_004 });
    expect(code).toBe(77);
    expect(of["access"]).toMatch(
      /^fail: games is in the group games, .* but this process does not have it.* → Log in again/,
    );
  });

  test('a bus without a group (--group "") lets nobody else in, and the doctor says whose it is', async () => {
    await startBus("");
    const { code, of } = await diagnose(NOBODY);
    expect(code).toBe(77);
    expect(of["access"]).toMatch(
      /^fail: nobody may not use .*: it belongs to root's own group → Restart the bus with a group/,
    );
  });

  test("a member finds all well, but not which process it is", async () => {
    await startBus(GROUP);
    const { code, of } = await diagnose({ id: 61_001, groups: [group] });
    expect(code).toBe(0);
    expect(of["access"]).toMatch(/^pass: mode 0660, group games; user number 61001 is in its group/);
    expect(of["answer"]).toMatch(/^pass/);
    expect(of["process"]).toMatch(/^(?:skipped: .*root can|pass: )/);
  });

  test("a socket that everybody may use is warned of", async () => {
    await startBus(GROUP);
    chmodSync(socket, 0o666);
    const { code, of } = await diagnose(NOBODY);
    expect(code).toBe(0);
    expect(of["access"]).toMatch(/^warn: mode 0666, group games: every user/);
  });

  test("root sees the process, and its environment", async () => {
    const pid = await startBus(GROUP);
    const { of } = await diagnose(ROOT_USER);
    expect(of["process"]).toBe(`pass: the bus is process ${pid} of user number 0 → null`);
  });
});
