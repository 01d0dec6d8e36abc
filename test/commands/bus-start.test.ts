// What stands in the way of a start, and what does not.

import { existsSync, lstatSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { startDaemon } from "../support/daemon.ts";
import type { RawPeer } from "../support/raw-peer.ts";
import { openPeer } from "../support/real-peer.ts";
import { runCommand } from "../support/run-command.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

describe("decnet bus is refused, with a status and a way out,", () => {
  const inFolder = (make: (path: string) => void): readonly string[] => {
    const path = join(temporaryFolder(), "bus.sock");
    make(path);
    return ["--socket", path];
  };

  test.each([
    [
      "a group that does not exist",
      ["--socket", "/tmp/x.sock", "--group", "no-such-group-here"],
      78,
      ["NO_SUCH_GROUP", "groupadd --system no-such-group-here", '--group ""'],
    ],
    [
      "a number that is no group's",
      ["--socket", "/tmp/x.sock", "--group", "4294967295"],
      78,
      ["NO_SUCH_GROUP", "4294967294"],
    ],
    [
      "a folder that does not exist",
      ["--socket", "/proc/nonexistent/bus.sock"],
      78,
      ["NO_SUCH_FOLDER", "/proc/nonexistent", "install -d"],
    ],
    [
      "a path that is too long",
      ["--socket", `/tmp/${"x".repeat(103)}`],
      78,
      ["INVALID_CONFIG", "108 bytes", "at most 107"],
    ],
    ["an empty path", ["--socket", ""], 78, ["INVALID_CONFIG", "empty"]],
    ["a heartbeat that is no number", ["--heartbeat", "often"], 2, ["--heartbeat", "often"]],
    ["a heartbeat below zero", ["--heartbeat=-1"], 2, ["--heartbeat", "-1"]],
    ["a heartbeat without seconds", ["--heartbeat="], 2, ["--heartbeat"]],
    ["a limit below what it may be", ["--queue-events", "0"], 2, ["--queue-events", "greater than or equal to 1"]],
    [
      "a queue that no full frame fits into",
      ["--queue-bytes", "100000", "--socket", "/tmp/x.sock"],
      78,
      ["INVALID_CONFIG", "queueBytes is 100000"],
    ],
    ["a flag that does not exist", ["--port", "1"], 2, ["--port"]],
    ["an argument", ["now"], 2, ["decnet bus now", "There are: decnet bus"]],
  ] as const)("for %s", async (_what, args, code, texts) => {
    const outcome = await runCommand(["bus", ...args], { env: { DECNET_BUS_GROUP: "" } });
    expect(outcome).toMatchObject({ code, stdout: "" });
    for (const text of texts) expect(outcome.stderr).toContain(text);
    expect(outcome.stderr).not.toContain("    at ");
  });

  test.each([
    ["a folder", (path: string) => mkdirSync(path), "a folder"],
    ["a plain file", (path: string) => writeFileSync(path, "precious"), "a file, not a socket"],
    ["a symbolic link", (path: string) => symlinkSync("/nowhere", path), "a symbolic link"],
  ])("for %s at its path, which stays", async (_what, make, named) => {
    const args = inFolder(make);
    const before = lstatSync(args[1]!);
    const outcome = await runCommand(["bus", ...args, "--group", ""]);
    expect(outcome).toMatchObject({ code: 78, stdout: "" });
    expect(outcome.stderr).toContain(`decnet: NOT_A_SOCKET: At ${args[1]} there is ${named}.`);
    expect(lstatSync(args[1]!)).toMatchObject({ ino: before.ino, mode: before.mode });
  });

  test("for a bus that is already there, which goes on", async () => {
    await using daemon = await startDaemon();
    const peer = await openPeer(daemon.socket);
    const outcome = await runCommand(["bus", "--socket", daemon.socket, "--group", ""]);
    expect(outcome).toMatchObject({ code: 69, stdout: "" });
    expect(outcome.stderr).toContain(`decnet: ADDRESS_IN_USE: A bus is already listening on ${daemon.socket}.`);
    await peer.fence();
    (await openPeer(daemon.socket)).destroy();
    peer.destroy();
  });
});

describe("decnet bus starts", () => {
  test("over the socket of one that was killed", async () => {
    await using first = await startDaemon();
    await expect(first.kill()).resolves.toMatchObject({ signal: "SIGKILL" });
    expect(lstatSync(first.socket).isSocket()).toBe(true);

    await using second = await startDaemon({ socket: first.socket });
    const peer = await openPeer(second.socket);
    await peer.fence();
    peer.destroy();
    await expect(second.stop()).resolves.toMatchObject({ code: 0 });
    expect(existsSync(first.socket)).toBe(false);
  });

  test("once, of two at the same moment over a stale socket", async () => {
    for (let round = 0; round < 3; round++) {
      await using dead = await startDaemon();
      await dead.kill();
      const { socket } = dead;
      const starts = await Promise.allSettled([startDaemon({ socket }), startDaemon({ socket })]);
      const winners = starts.flatMap((start) => (start.status === "fulfilled" ? [start.value] : []));
      for (const winner of winners) onTestFinished(() => winner[Symbol.asyncDispose]());
      expect(winners).toHaveLength(1);
      expect(starts.find(({ status }) => status === "rejected")).toMatchObject({
        reason: { message: expect.stringContaining("ADDRESS_IN_USE") as string },
      });
      (await openPeer(socket)).destroy();
    }
  });

  test("while clients hammer its path, and serves them all", async () => {
    await using dead = await startDaemon();
    await dead.kill();
    const clients = Array.from({ length: 20 }, () => hammerUntilOpen(dead.socket));
    await using daemon = await startDaemon({ socket: dead.socket });
    for (const peer of await Promise.all(clients)) {
      await peer.fence();
      peer.destroy();
    }
    await expect(daemon.stop()).resolves.toMatchObject({ code: 0 });
    expect(daemon.log.filter(({ msg }) => msg === "client connected")).toHaveLength(20);
  });
});

test("a start that fails leaves nothing behind", async () => {
  const folder = temporaryFolder();
  const args = ["--socket", join(folder, "bus.sock"), "--group", "no-such-group-here"];
  await expect(runCommand(["bus", ...args])).resolves.toMatchObject({ code: 78 });
  expect(readdirSync(folder)).toEqual([]);
});

/** Tries again and again, without a pause, as clients must not. */
async function hammerUntilOpen(socket: string): Promise<RawPeer> {
  for (;;) {
    try {
      return await openPeer(socket);
    } catch {
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
    }
  }
}
