// `decnet bus record` and `decnet bus replay`, as a shell sees them.

import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { eventOf } from "../support/broker-harness.ts";
import { type Daemon, startDaemon } from "../support/daemon.ts";
import type { RawPeer } from "../support/raw-peer.ts";
import { openPeer } from "../support/real-peer.ts";
import { entriesOf } from "../support/recorded.ts";
import { DECNET, minimalEnv, runCommand, startCommand } from "../support/run-command.ts";
import { type Outcome, RunningProcess } from "../support/running-process.ts";
import { silentBus } from "../support/silent-bus.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

let daemon: Daemon;
let worker: RawPeer;
let file: string;

beforeAll(async () => {
  daemon = await startDaemon();
  worker = await openPeer(daemon.socket, "worker");
});

afterAll(async () => {
  worker.destroy();
  await daemon[Symbol.asyncDispose]();
});

beforeEach(() => {
  file = join(temporaryFolder(), "bus.rec");
});

/** Resolves when it records. */
async function startRecording(...args: readonly string[]): Promise<RunningProcess> {
  const recording = startCommand(["bus", "record", file, "--socket", daemon.socket, ...args]);
  await recording.stderr.has("recording ");
  return recording;
}

async function publish(...topics: readonly string[]): Promise<void> {
  for (const topic of topics) worker.send(eventOf(topic));
  await worker.fence();
}

/** Records these topics, and nothing else. */
async function recordTopics(...topics: readonly string[]): Promise<void> {
  await using recording = await startRecording("--count", String(topics.length));
  await publish(...topics);
  await expect(recording.ended).resolves.toMatchObject({ code: 0 });
}

function replay(...args: readonly string[]): Promise<Outcome> {
  return runCommand(["bus", "replay", file, "--socket", daemon.socket, "--speed", "max", ...args]);
}

async function recordedTopics(): Promise<string[]> {
  const entries = await entriesOf([readFileSync(file)]);
  return entries.map((entry) => (entry.kind === "event" ? entry.topic : "gap"));
}

describe("decnet bus record", () => {
  test.each(["SIGINT", "SIGTERM"] as const)("keeps what comes until %s, and says what that was", async (signal) => {
    await using recording = await startRecording();
    await publish("lab.a", "lab.b");
    recording.kill(signal);
    const { code, stdout } = await recording.ended;
    expect(code).toBe(0);
    // What the bus had routed was on its way.
    const topics = await recordedTopics();
    expect(["lab.a", "lab.b"].slice(0, topics.length)).toEqual(topics);
    expect(stdout).toMatch(/^recorded \d events? in \S+ s: /);
    expect(stdout).toContain(`: ${file}, `);
  });

  test("takes patterns, and ends after --count", async () => {
    await using recording = await startRecording("lab.*", "other.>", "--count", "2");
    await publish("lab.a", "lab.a.b", "nothing", "other.x.y");
    await expect(recording.ended).resolves.toMatchObject({ code: 0 });
    await expect(recordedTopics()).resolves.toEqual(["lab.a", "other.x.y"]);
  });

  test("ends after --duration, though fewer came than --count", async () => {
    const outcome = await runCommand([
      "bus",
      "record",
      file,
      "--socket",
      daemon.socket,
      "--duration",
      "0.1",
      "--count",
      "9",
      "--json",
    ]);
    expect(outcome.code).toBe(0);
    expect(JSON.parse(outcome.stdout)).toMatchObject({ file, events: 0, lost: 0, ended: "duration" });
  });

  test("ends before the file has more than --max-bytes", async () => {
    await using recording = await startRecording("--max-bytes", "2000", "--json");
    for (let count = 0; count < 100; count++) await publish("lab.a");
    const { code, stdout } = await recording.ended;
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ ended: "max-bytes", bytes: statSync(file).size });
    expect(statSync(file).size).toBeLessThanOrEqual(2_000);
  });

  test("writes to a pipe, and speaks on stderr then", async () => {
    const command = startCommand(["bus", "record", "-", "--socket", daemon.socket, "--duration", "0.1", "--json"]);
    const { code, stdout, stderr } = await command.ended;
    expect(code).toBe(0);
    expect(stdout).toContain("decnet-bus recording");
    expect(stderr).toMatch(/^decnet: recording >\n\{"file":"-","events":0/);
  });

  test("ends without a word when nobody reads the pipe any more", async () => {
    await using command = startCommand(["bus", "record", "-", "--socket", daemon.socket]);
    await command.stdout.has("decnet-bus recording");
    command.stdout.stopReading();
    for (let count = 0; count < 100; count++) await publish("lab.a");
    await expect(command.ended).resolves.toMatchObject({ code: 0, stderr: "decnet: recording >\n" });
  });

  test("does not touch a file that exists, before it looks for a bus; with --force it does", async () => {
    writeFileSync(file, "precious");
    const refused = await runCommand(["bus", "record", file, "--socket", "/proc/nonexistent/b"]);
    expect(refused).toMatchObject({ code: 2, stdout: "", stderr: expect.stringContaining("--force") as string });
    const noBus = await runCommand(["bus", "record", file, "--force", "--socket", "/proc/nonexistent/b"]);
    expect(noBus.code).toBe(69);
    expect(readFileSync(file, "utf8")).toBe("precious");
    await using recording = await startRecording("--force", "--count", "1");
    await publish("lab.a");
    await recording.ended;
    await expect(recordedTopics()).resolves.toEqual(["lab.a"]);
  });

  test("leaves no file behind if there is no bus", async () => {
    await expect(runCommand(["bus", "record", file, "--socket", "/proc/nonexistent/b"])).resolves.toMatchObject({
      code: 69,
    });
    expect(existsSync(file)).toBe(false);
  });

  test("keeps what came before the bus went away, and ends with 69", async () => {
    await using other = await startDaemon();
    const recording = startCommand(["bus", "record", file, "--socket", other.socket]);
    await recording.stderr.has("recording ");
    const peer = await openPeer(other.socket);
    peer.send(eventOf("lab.a"));
    await peer.fence();
    peer.destroy();
    await other.stop();
    const { code, stdout, stderr } = await recording.ended;
    expect(code).toBe(69);
    expect(stdout).toMatch(/^recorded 1 event in /);
    expect(stderr).toContain("decnet: UNAVAILABLE: The bus went away.");
    await expect(recordedTopics()).resolves.toEqual(["lab.a"]);
  });

  test("says so when the disk is full, and ends with 74", async () => {
    const command = startCommand(["bus", "record", "/dev/full", "--force", "--socket", daemon.socket]);
    const { code, stdout, stderr } = await command.ended;
    expect({ code, stdout }).toEqual({ code: 74, stdout: "" });
    expect(stderr).toContain("decnet: /dev/full cannot be written; what was recorded before is kept in it. ENOSPC");
  });

  // What is written is cut back to whole entries.
  test("leaves a recording that can be read on a file that may not grow any more", async () => {
    const shell = `ulimit -f 2; trap "" XFSZ; exec "$@"`;
    const args = ["-c", shell, "bash", process.execPath, DECNET, "bus", "record", file, "--socket", daemon.socket];
    await using recording = new RunningProcess("bash", args, { env: minimalEnv() });
    await recording.stderr.has("recording ");
    for (let count = 0; count < 5; count++) await publish("lab.large.enough.to.fill.a.kibibyte");
    worker.send({ case: "event", value: { topic: "lab.x", payload: new Uint8Array(2_000) } });
    const { code, stderr } = await recording.ended;
    expect({ code, stderr }).toMatchObject({ code: 74, stderr: expect.stringContaining("EFBIG") as string });
    await expect(runCommand(["bus", "replay", file, "--dry-run"])).resolves.toMatchObject({ code: 0 });
  });

  test.each([
    ["a pattern that is none", ["a.>.b"], "INVALID_PATTERN"],
    ["a count of none", ["--count", "0"], "--count"],
  ])("refuses %s", async (_what, args, text) => {
    const outcome = await runCommand(["bus", "record", file, ...args, "--socket", "/proc/nonexistent/b"]);
    expect(outcome).toMatchObject({ code: 2, stderr: expect.stringContaining(text) as string });
  });

  test("does not keep Ctrl-C waiting for a bus that hangs", async () => {
    const { socket, client } = await silentBus();
    await using command = startCommand(["bus", "record", file, "--socket", socket]);
    await (await client).next("hello");
    command.kill("SIGINT");
    await expect(command.ended).resolves.toMatchObject({ code: 130, signal: null, stdout: "" });
    expect(existsSync(file)).toBe(false);
  });
});

describe("decnet bus replay", () => {
  test("publishes what was recorded, as its own", async () => {
    await recordTopics("lab.a", "system.bus.health", "lab.b");
    const subscriber = await openPeer(daemon.socket);
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
    await recordTopics("lab.a", "lab.b");
    const subscriber = await openPeer(daemon.socket);
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
    await recordTopics("lab.a");
    const args = ["bus", "replay", "-", "--socket", daemon.socket];
    const input = readFileSync(file);
    await expect(runCommand(args, { input })).resolves.toMatchObject({ code: 0, stdout: "published 1 event\n" });
    await expect(runCommand([...args, "--partial"], { input })).resolves.toMatchObject({
      stdout: "published 1 event\n",
    });
  });

  test("reads a pipe that has a path", async () => {
    await recordTopics("lab.a");
    const path = join(dirname(file), "fifo");
    execFileSync("mkfifo", [path]);
    const written = writeFile(path, readFileSync(file));
    const args = ["bus", "replay", path, "--socket", daemon.socket];
    await expect(runCommand(args)).resolves.toMatchObject({ code: 0, stdout: "published 1 event\n" });
    await written;
  });

  test("publishes nothing of a recording that is cut off; with --partial what stands before", async () => {
    await recordTopics("lab.a", "lab.b", "lab.c");
    truncateSync(file, statSync(file).size - 50);
    const subscriber = await openPeer(daemon.socket);
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
    await recordTopics("lab.a", "system.bus.health");
    const { code, stdout } = await runCommand(["bus", "replay", file, "--dry-run", "--socket", "/proc/nonexistent/b"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^recorded \d{4}-.*Z from decnet-bus\/\S+ by decnet-bus\/.*\npatterns >\n2 events of .*, 1 to be replayed, 0 lost\n$/,
    );
    const json = await runCommand(["bus", "replay", file, "--dry-run", "--json"]);
    expect(JSON.parse(json.stdout)).toMatchObject({ kind: "recording", events: 2, wanted: 1, complete: true });
  });

  test("ends with Ctrl-C between two events", async () => {
    await using recording = await startRecording("--count", "2");
    await publish("lab.a");
    await publish("lab.b");
    await recording.ended;
    await using slow = startCommand(["bus", "replay", file, "--speed", "0.000001", "--socket", daemon.socket]);
    await slow.stderr.has("replaying ");
    slow.kill("SIGINT");
    await expect(slow.ended).resolves.toMatchObject({ code: 130 });
  });

  test("does not keep Ctrl-C waiting for a pipe in which nothing more comes", async () => {
    await recordTopics("lab.a");
    const subscriber = await openPeer(daemon.socket);
    await subscriber.subscribe("lab.a");
    const args = ["bus", "replay", "-", "--partial", "--socket", daemon.socket];
    await using command = startCommand(args, { input: null });
    command.type(readFileSync(file).subarray(0, -5));
    await subscriber.next("event");
    command.kill("SIGINT");
    await expect(command.ended).resolves.toMatchObject({ code: 130, signal: null, stdout: "published 1 event\n" });
    subscriber.destroy();
  });

  test.each([
    ["text", "not a recording", "INVALID_RECORDING"],
    ["nothing at all", "", "INVALID_RECORDING"],
  ])("refuses %s: 74", async (_what, text, code) => {
    writeFileSync(file, text);
    await expect(replay()).resolves.toMatchObject({ code: 74, stderr: expect.stringContaining(code) as string });
  });

  test("says that there is no file: 74; no bus: 69; no speed: 2", async () => {
    await expect(replay()).resolves.toMatchObject({ code: 74, stderr: expect.stringContaining("ENOENT") as string });
    await recordTopics("lab.a");
    const noBus = await runCommand(["bus", "replay", file, "--socket", "/proc/nonexistent/b"]);
    expect(noBus).toMatchObject({ code: 69 });
    for (const speed of ["0", "-1", "fast", ""])
      await expect(runCommand(["bus", "replay", file, "--speed", speed])).resolves.toMatchObject({ code: 2 });
  });
});
