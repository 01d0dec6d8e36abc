// `decnet bus record`, as a shell sees it.

import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { expect, describe, test } from "vitest";
import { eventOf } from "../support/broker-harness.ts";
import { startDaemon } from "../support/daemon.ts";
import { openPeer } from "../support/real-peer.ts";
import { entriesOf } from "../support/recorded.ts";
import { RecordingStage } from "../support/recording-stage.ts";
import { DECNET, minimalEnv, runCommand, startCommand } from "../support/run-command.ts";
import { RunningProcess } from "../support/running-process.ts";
import { silentBus } from "../support/silent-bus.ts";

const stage = new RecordingStage();

async function recordedTopics(): Promise<string[]> {
  const entries = await entriesOf([readFileSync(stage.file)]);
  return entries.map((entry) => (entry.kind === "event" ? entry.topic : "gap"));
}

describe("decnet bus record", () => {
  test.each(["SIGINT", "SIGTERM"] as const)("keeps what comes until %s, and says what that was", async (signal) => {
    await using recording = await stage.startRecording();
    await stage.publish("lab.a", "lab.b");
    recording.kill(signal);
    const { code, stdout } = await recording.ended;
    expect(code).toBe(0);
    // What the bus had routed was on its way.
    const topics = await recordedTopics();
    expect(["lab.a", "lab.b"].slice(0, topics.length)).toEqual(topics);
    expect(stdout).toMatch(/^recorded \d events? in \S+ s: /);
    expect(stdout).toContain(`: ${stage.file}, `);
  });

  test("takes patterns, and ends after --count", async () => {
    await using recording = await stage.startRecording("lab.*", "other.>", "--count", "2");
    await stage.publish("lab.a", "lab.a.b", "nothing", "other.x.y");
    await expect(recording.ended).resolves.toMatchObject({ code: 0 });
    await expect(recordedTopics()).resolves.toEqual(["lab.a", "other.x.y"]);
  });

  test("ends after --duration, though fewer came than --count", async () => {
    const outcome = await runCommand([
      "bus",
      "record",
      stage.file,
      "--socket",
      stage.daemon.socket,
      "--duration",
      "0.1",
      "--count",
      "9",
      "--json",
    ]);
    expect(outcome.code).toBe(0);
    expect(JSON.parse(outcome.stdout)).toMatchObject({ file: stage.file, events: 0, lost: 0, ended: "duration" });
  });

  test("ends before the file has more than --max-bytes", async () => {
    await using recording = await stage.startRecording("--max-bytes", "2000", "--json");
    for (let count = 0; count < 100; count++) await stage.publish("lab.a");
    const { code, stdout } = await recording.ended;
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ ended: "max-bytes", bytes: statSync(stage.file).size });
    expect(statSync(stage.file).size).toBeLessThanOrEqual(2_000);
  });

  test("writes to a pipe, and speaks on stderr then", async () => {
    const command = startCommand([
      "bus",
      "record",
      "-",
      "--socket",
      stage.daemon.socket,
      "--duration",
      "0.1",
      "--json",
    ]);
    const { code, stdout, stderr } = await command.ended;
    expect(code).toBe(0);
    expect(stdout).toContain("decnet-bus recording");
    expect(stderr).toMatch(/^decnet: recording >\n\{"file":"-","events":0/);
  });

  test("ends without a word when nobody reads the pipe any more", async () => {
    await using command = startCommand(["bus", "record", "-", "--socket", stage.daemon.socket]);
    await command.stdout.has("decnet-bus recording");
    command.stdout.stopReading();
    for (let count = 0; count < 100; count++) await stage.publish("lab.a");
    await expect(command.ended).resolves.toMatchObject({ code: 0, stderr: "decnet: recording >\n" });
  });

  test("does not touch a file that exists, before it looks for a bus; with --force it does", async () => {
    writeFileSync(stage.file, "precious");
    const refused = await runCommand(["bus", "record", stage.file, "--socket", "/proc/nonexistent/b"]);
    expect(refused).toMatchObject({ code: 2, stdout: "", stderr: expect.stringContaining("--force") as string });
    const noBus = await runCommand(["bus", "record", stage.file, "--force", "--socket", "/proc/nonexistent/b"]);
    expect(noBus.code).toBe(69);
    expect(readFileSync(stage.file, "utf8")).toBe("precious");
    await using recording = await stage.startRecording("--force", "--count", "1");
    await stage.publish("lab.a");
    await recording.ended;
    await expect(recordedTopics()).resolves.toEqual(["lab.a"]);
  });

  test("leaves no file behind if there is no bus", async () => {
    await expect(runCommand(["bus", "record", stage.file, "--socket", "/proc/nonexistent/b"])).resolves.toMatchObject({
      code: 69,
    });
    expect(existsSync(stage.file)).toBe(false);
  });

  test("keeps what came before the bus went away, and ends with 69", async () => {
    await using other = await startDaemon();
    const recording = startCommand(["bus", "record", stage.file, "--socket", other.socket]);
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
    const command = startCommand(["bus", "record", "/dev/full", "--force", "--socket", stage.daemon.socket]);
    const { code, stdout, stderr } = await command.ended;
    expect({ code, stdout }).toEqual({ code: 74, stdout: "" });
    expect(stderr).toContain("decnet: /dev/full cannot be written; what was recorded before is kept in it. ENOSPC");
  });

  // What is written is cut back to whole entries.
  test("leaves a recording that can be read on a file that may not grow any more", async () => {
    const shell = `ulimit -f 2; trap "" XFSZ; exec "$@"`;
    const args = [
      "-c",
      shell,
      "bash",
      process.execPath,
      DECNET,
      "bus",
      "record",
      stage.file,
      "--socket",
      stage.daemon.socket,
    ];
    await using recording = new RunningProcess("bash", args, { env: minimalEnv() });
    await recording.stderr.has("recording ");
    for (let count = 0; count < 5; count++) await stage.publish("lab.large.enough.to.fill.a.kibibyte");
    stage.worker.send({ case: "event", value: { topic: "lab.x", payload: new Uint8Array(2_000) } });
    const { code, stderr } = await recording.ended;
    expect({ code, stderr }).toMatchObject({ code: 74, stderr: expect.stringContaining("EFBIG") as string });
    await expect(runCommand(["bus", "replay", stage.file, "--dry-run"])).resolves.toMatchObject({ code: 0 });
  });

  test.each([
    ["a pattern that is none", ["a.>.b"], "INVALID_PATTERN"],
    ["a count of none", ["--count", "0"], "--count"],
  ])("refuses %s", async (_what, args, text) => {
    const outcome = await runCommand(["bus", "record", stage.file, ...args, "--socket", "/proc/nonexistent/b"]);
    expect(outcome).toMatchObject({ code: 2, stderr: expect.stringContaining(text) as string });
  });

  test("does not keep Ctrl-C waiting for a bus that hangs", async () => {
    const { socket, client } = await silentBus();
    await using command = startCommand(["bus", "record", stage.file, "--socket", socket]);
    await (await client).next("hello");
    command.kill("SIGINT");
    await expect(command.ended).resolves.toMatchObject({ code: 130, signal: null, stdout: "" });
    expect(existsSync(stage.file)).toBe(false);
  });
});
