// The log, for who reads it; and that it says what an operator has to know.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, fstatSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { eventOf } from "../support/broker-harness.ts";
import { LOG_WARN, startDaemon } from "../support/daemon.ts";
import { openPeer } from "../support/real-peer.ts";
import { DECNET, minimalEnv, runCommand, startCommand } from "../support/run-command.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const QUIET = ["--group", "", "--heartbeat", "0"];

describe("the log of decnet bus", () => {
  test("says, once it listens, where, which version it is, and which limits it has", async () => {
    await using daemon = await startDaemon({ args: [...QUIET, "--queue-events", "5"] });
    expect(daemon.log[0]).toEqual({
      level: 30,
      time: expect.any(String) as string,
      pid: daemon.process.pid,
      socket: daemon.socket,
      version: expect.stringMatching(/^\d/) as string,
      limits: {
        maxConnections: expect.any(Number) as number,
        maxFrameBytes: 1 << 20,
        maxTopicBytes: 255,
        maxPatterns: 1_024,
        queueEvents: 5,
        queueBytes: 8 << 20,
        maxUnanswered: 1_024,
      },
      msg: "listening",
    });
  });

  test("sums up what a client has lost when it goes, and does not say it event by event", async () => {
    await using daemon = await startDaemon({ args: [...QUIET, "--queue-events", "10"] });
    const slow = await openPeer(daemon.socket, "slow");
    await slow.subscribe(">");
    slow.pause();
    const publisher = await openPeer(daemon.socket, "publisher");
    for (let round = 0; round < 40; round++) {
      publisher.send(...Array.from({ length: 50 }, () => eventOf("flood", 10_000)));
      await publisher.fence();
    }
    slow.destroy();
    await daemon.logged("client disconnected", { client: "slow" });
    const [summary, ...more] = daemon.log.filter(({ msg }) => msg.startsWith("dropped "));
    expect(more).toEqual([]);
    const { dropped } = daemon.log.at(-1)!;
    const text = (dropped as number).toLocaleString("en-US");
    expect(summary).toMatchObject({ level: LOG_WARN, data: { client: "slow", dropped, total: dropped } });
    expect(summary!.msg).toMatch(new RegExp(`^dropped ${text} for slow\\[${process.pid}\\] in \\d+ s$`));
    publisher.destroy();
  });

  test("is for people if they ask for it, and no client can steer their terminal", async () => {
    await using daemon = await startDaemon({ args: [...QUIET, "--log-format", "json"] });
    const pretty = await runUntil("client refused", ["--log-format", "pretty"], async (socket) => {
      const peer = await openPeer(socket, "x");
      peer.sendBytes(new Uint8Array([2, 0xff, 0xff]));
      await peer.goodbye();
    });
    expect(pretty[0]).toMatch(/^\d\d:\d\d:\d\d\.\d{3}\S+ INFO {2}listening {2}socket=/);
    expect(pretty.at(-1)).toMatch(
      /WARN {2}client refused {2}client=x {2}clientPid=\d+ {2}library=\S* {2}code=PROTOCOL_ERROR/,
    );
    expect(daemon.log[0]).toMatchObject({ msg: "listening" });
  });

  test("has the priorities that the journal wants, if that is where it goes", async () => {
    const lines = await runUntil("listening", [], async () => {}, { journal: true });
    expect(lines[0]).toMatch(/^<6>listening {2}socket=/);
  });

  test.each([
    ["silent", []],
    ["error", []],
    ["info", ["listening", "stopping", "stopped"]],
  ])("of level %s has no more than that", async (level, expected) => {
    const socket = join(temporaryFolder(), "bus.sock");
    await using daemon = startCommand(["bus", "-s", socket, ...QUIET, "--log-level", level]);
    await vi.waitUntil(() => answers(socket), { timeout: 15_000 });
    daemon.kill("SIGTERM");
    await expect(daemon.ended).resolves.toMatchObject({ code: 0 });
    const messages = daemon.stderr.lines.map((line) => (JSON.parse(line) as { msg: string }).msg);
    expect(messages.filter((msg) => !msg.startsWith("client"))).toEqual(expected);
  });

  test("is refused to have another level or format", async () => {
    for (const [flag, value] of [
      ["--log-level", "loud"],
      ["--log-format", "xml"],
    ] as const) {
      const { code, stderr } = await runCommand(["bus", flag, value]);
      expect(code).toBe(2);
      expect(stderr).toContain(value);
    }
  });
});

test("a start that fails tells the journal that this is an error", async () => {
  const lines = await runToFile(["bus", "--socket", "", "-g", ""], { journal: true });
  expect(lines[0]).toMatch(/^<3>decnet: INVALID_CONFIG: The socket path is empty/);
});

async function answers(socket: string): Promise<boolean> {
  try {
    (await openPeer(socket)).destroy();
    return true;
  } catch {
    return false;
  }
}

interface ToFile {
  /** Whether the file is said to be the journal. */
  readonly journal?: boolean;
}

/** Runs the daemon until a line has this text in it, and returns all lines. */
async function runUntil(
  text: string,
  args: readonly string[],
  act: (socket: string) => Promise<void>,
  options: ToFile = {},
): Promise<readonly string[]> {
  const socket = join(temporaryFolder(), "bus.sock");
  const { child, lines } = startToFile(["bus", "-s", socket, ...QUIET, ...args], options);
  await vi.waitUntil(() => lines().some((line) => line.includes("listening")), { timeout: 15_000 });
  await act(socket);
  await vi.waitUntil(() => lines().some((line) => line.includes(text)), { timeout: 15_000 });
  const said = lines();
  child.kill("SIGKILL");
  await once(child, "exit");
  return said;
}

async function runToFile(args: readonly string[], options: ToFile): Promise<readonly string[]> {
  const { child, lines } = startToFile(args, options);
  await once(child, "exit");
  return lines();
}

/** The journal is a socket; a file will do, because it is told by its inode. */
function startToFile(args: readonly string[], { journal = false }: ToFile) {
  const path = join(temporaryFolder(), "log");
  const fd = openSync(path, "a");
  const { dev, ino } = fstatSync(fd);
  const env = { ...minimalEnv(), ...(journal && { JOURNAL_STREAM: `${dev}:${ino}` }) };
  const child = spawn(process.execPath, [DECNET, ...args], { env, stdio: ["ignore", "ignore", fd] });
  onTestFinished(() => void child.kill("SIGKILL"));
  closeSync(fd);
  return { child, lines: () => readFileSync(path, "utf8").split("\n").slice(0, -1) };
}
