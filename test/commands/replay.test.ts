// `decnet bus replay`, as a shell sees it.

import { execFileSync } from "node:child_process";
import { readFileSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { openPeer } from "../support/real-peer.ts";
import { RecordingStage } from "../support/recording-stage.ts";
import { runCommand, startCommand } from "../support/run-command.ts";
import type { Outcome } from "../support/running-process.ts";

const stage = new RecordingStage();

function replay(...args: readonly string[]): Promise<Outcome> {
  return runCommand(["bus", "replay", stage.file, "--socket", stage.daemon.socket, "--speed", "max", ...args]);
}

describe("decnet bus replay", () => {
  test("publishes what was recorded, as its own", async () => {
    await stage.recordTopics("lab.a", "system.bus.health", "lab.b");
    const subscriber = await openPeer(stage.daemon.socket);
    await subscriber.subscribe(">");
    const { code, stdout, stderr } = await replay();
    expect({ code, stdout }).toEqual({ code: 0, stdout: "published 2 events, left out 1\n" });
    expect(stderr).toMatch(/^decnet: replaying 2 of 3 events of /);
    await subscriber.fence();
    expect(subscriber.inbox.map(({ kind }) => kind.case === "event" && [kind.value.topic, kind.value.source])).toEqual([
      ["lab.a", "decnet replay"],
      ["lab.b", "decnet replay"],
    ]);
    subscriber.destroy();
  });

  test("takes patterns, --as-recorded and --json", async () => {
    await stage.recordTopics("lab.a", "lab.b");
    const subscriber = await openPeer(stage.daemon.socket);
    await subscriber.subscribe(">");
    const { stdout } = await replay("lab.b", "--as-recorded", "--json");
    const changes = { changed: [], gone: [] };
    const counts = { published: 1, leftOut: 1, tooLarge: 0, lost: 0 };
    expect(JSON.parse(stdout)).toEqual({ kind: "replayed", ...counts, ...changes, complete: true, damage: null });
    await subscriber.fence();
    expect(subscriber.inbox.map(({ kind }) => kind.case === "event" && kind.value.source)).toEqual([""]);
    subscriber.destroy();
  });

  test("reads a pipe", async () => {
    await stage.recordTopics("lab.a");
    const args = ["bus", "replay", "-", "--socket", stage.daemon.socket];
    const input = readFileSync(stage.file);
    await expect(runCommand(args, { input })).resolves.toMatchObject({ code: 0, stdout: "published 1 event\n" });
    await expect(runCommand([...args, "--partial"], { input })).resolves.toMatchObject({
      stdout: "published 1 event\n",
    });
  });

  test("reads a pipe that has a path", async () => {
    await stage.recordTopics("lab.a");
    const path = join(dirname(stage.file), "fifo");
    execFileSync("mkfifo", [path]);
    const written = writeFile(path, readFileSync(stage.file));
    const args = ["bus", "replay", path, "--socket", stage.daemon.socket];
    await expect(runCommand(args)).resolves.toMatchObject({ code: 0, stdout: "published 1 event\n" });
    await written;
  });

  test("publishes nothing of a recording that is cut off; with --partial what stands before", async () => {
    await stage.recordTopics("lab.a", "lab.b", "lab.c");
    truncateSync(stage.file, statSync(stage.file).size - 50);
    const subscriber = await openPeer(stage.daemon.socket);
    await subscriber.subscribe(">");
    const refused = await replay();
    expect(refused).toMatchObject({ code: 74, stdout: "" });
    expect(refused.stderr).toMatch(
      /^decnet: INVALID_RECORDING: The recording is damaged: the entry at byte \d+ is not complete: the file ends in the middle of it\.\n$/,
    );
    await subscriber.fence();
    expect(subscriber.takeTopics()).toEqual([]);
    const partial = await replay("--partial");
    expect(partial).toMatchObject({ code: 0, stderr: expect.stringContaining("is not complete") as string });
    await subscriber.fence();
    const topics = subscriber.takeTopics();
    expect(topics.length).toBeGreaterThan(0);
    expect(["lab.a", "lab.b", "lab.c"].slice(0, topics.length)).toEqual(topics);
    subscriber.destroy();
  });

  test("says what is in a recording, without a bus", async () => {
    await stage.recordTopics("lab.a", "system.bus.health");
    const { code, stdout } = await runCommand([
      "bus",
      "replay",
      stage.file,
      "--dry-run",
      "--socket",
      "/proc/nonexistent/b",
    ]);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^recorded \d{4}-.*Z from decnet-bus\/\S+ by decnet-bus\/.*\npatterns >\n2 events of .*, 1 to be replayed, 0 lost\n$/,
    );
    const json = await runCommand(["bus", "replay", stage.file, "--dry-run", "--json"]);
    expect(JSON.parse(json.stdout)).toMatchObject({ kind: "recording", events: 2, wanted: 1, complete: true });
  });

  test("ends with Ctrl-C between two events", async () => {
    await using recording = await stage.startRecording("--count", "2");
    await stage.publish("lab.a");
    await stage.publish("lab.b");
    await recording.ended;
    await using slow = startCommand([
      "bus",
      "replay",
      stage.file,
      "--speed",
      "0.000001",
      "--socket",
      stage.daemon.socket,
    ]);
    await slow.stderr.has("replaying ");
    slow.kill("SIGINT");
    await expect(slow.ended).resolves.toMatchObject({ code: 130 });
  });

  test("does not keep Ctrl-C waiting for a pipe in which nothing more comes", async () => {
    await stage.recordTopics("lab.a");
    const subscriber = await openPeer(stage.daemon.socket);
    await subscriber.subscribe("lab.a");
    const args = ["bus", "replay", "-", "--partial", "--socket", stage.daemon.socket];
    await using command = startCommand(args, { input: null });
    command.type(readFileSync(stage.file).subarray(0, -5));
    await subscriber.next("event");
    command.kill("SIGINT");
    await expect(command.ended).resolves.toMatchObject({ code: 130, signal: null, stdout: "published 1 event\n" });
    subscriber.destroy();
  });

  test.each([
    ["text", "not a recording", "INVALID_RECORDING"],
    ["nothing at all", "", "INVALID_RECORDING"],
  ])("refuses %s: 74", async (_what, text, code) => {
    writeFileSync(stage.file, text);
    await expect(replay()).resolves.toMatchObject({ code: 74, stderr: expect.stringContaining(code) as string });
  });

  test("says that there is no file: 74; no bus: 69; no speed: 2", async () => {
    await expect(replay()).resolves.toMatchObject({ code: 74, stderr: expect.stringContaining("ENOENT") as string });
    await stage.recordTopics("lab.a");
    const noBus = await runCommand(["bus", "replay", stage.file, "--socket", "/proc/nonexistent/b"]);
    expect(noBus).toMatchObject({ code: 69 });
    for (const speed of ["0", "-1", "fast", ""])
      await expect(runCommand(["bus", "replay", stage.file, "--speed", speed])).resolves.toMatchObject({ code: 2 });
  });
});
