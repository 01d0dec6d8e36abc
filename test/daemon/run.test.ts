import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import type { DaemonOptions } from "../../src/daemon/daemon-options.ts";
import { runDaemon } from "../../src/daemon/run.ts";
import { whichSocket } from "../../src/daemon/systemd/which-socket.ts";
import { listenUnix } from "../../src/transport/unix-listener.ts";
import { VERSION } from "../../src/version.ts";
import { busError } from "../support/bus-error.ts";
import type { LogLine } from "../support/daemon.ts";
import { FakeShell } from "../support/fake-shell.ts";
import { inheritedSocket } from "../support/inherited-socket.ts";
import { connectPeer, openPeer } from "../support/real-peer.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

// systemd's sockets are files 3, 4, …, and here those are others.
vi.mock(import("../../src/daemon/systemd/which-socket.ts"), async (original) => {
  const real = (await original()).whichSocket;
  return { whichSocket: vi.fn<typeof real>(real) };
});

/** Runs a daemon in a folder of its own, with systemd played by the test; somebody else starts there first, until `proceed` is called. */
async function startHeldUp(options: DaemonOptions = {}, environment: NodeJS.ProcessEnv = {}) {
  const folder = temporaryFolder();
  const other = await listenUnix(join(folder, ".bus-others.s"), { accept: (connection) => connection.destroy() });
  const lines: LogLine[] = [];
  const shell = new FakeShell({ answersAtOnce: true });
  const env: NodeJS.ProcessEnv = { NOTIFY_SOCKET: "/run/systemd/notify", WATCHDOG_USEC: "10000000", ...environment };
  const socket = join(folder, "bus.sock");
  const ended = runDaemon(
    { socket, group: "", heartbeatS: 0, ...options },
    { env, startShell: () => shell, logTo: { write: (line) => lines.push(JSON.parse(line) as LogLine) } },
  );
  const messages = (): string[] => lines.map(({ msg }) => msg);
  return { folder, socket, lines, messages, shell, env, ended, proceed: () => other.close() };
}

/** Runs one until the test, or the signal, ends it; resolves when it listens. */
async function startRunning(options: DaemonOptions = {}, env: NodeJS.ProcessEnv = {}) {
  const { socket, lines, messages, ended, proceed } = await startHeldUp(options, env);
  ended.catch(() => {});
  proceed();
  await heard(messages, /^listening/);
  const stop = async (): Promise<void> => {
    process.emit("SIGTERM", "SIGTERM");
    await ended;
  };
  return { socket, lines, messages, ended, stop };
}

/** Resolves when there is such a line in the log; if there never is one, it is the test that takes too long. */
async function heard(messages: () => readonly string[], wanted: RegExp): Promise<void> {
  await vi.waitUntil(() => messages().some((message) => wanted.test(message)), { timeout: 15_000 });
}

const signals = ["SIGTERM", "SIGINT", "SIGHUP"] as const;
const listeners = (): number[] => signals.map((signal) => process.listenerCount(signal));

describe("a daemon", () => {
  // The signal's default effect would be to end the process, and the socket file, made a moment later or before, would stay.
  test.each(["SIGTERM", "SIGINT"] as const)("that gets a %s while it starts ends in order", async (signal) => {
    const before = listeners();
    const { folder, messages, ended, proceed } = await startHeldUp();
    expect(listeners()).toEqual(before.map((count) => count + 1));
    process.emit(signal, signal);
    proceed();
    await ended;
    expect(messages()).toEqual(["listening", "stopping", "stopped"]);
    expect(readdirSync(folder)).toEqual([]);
    expect(listeners()).toEqual(before);
  });

  test("leaves the second signal to end the process as it usually does", async () => {
    const [before] = listeners();
    const { ended, proceed } = await startHeldUp();
    process.emit("SIGTERM", "SIGTERM");
    expect(process.listenerCount("SIGTERM")).toBe(before);
    proceed();
    await ended;
  });

  test("tells the service manager of its life: ready only when it listens, then stopping", async () => {
    const { folder, shell, env, ended, proceed } = await startHeldUp();
    expect(env).toEqual({});
    expect(shell.messages).toEqual([]);
    expect(readdirSync(folder)).not.toContain("bus.sock");
    process.emit("SIGTERM", "SIGTERM");
    proceed();
    await ended;
    expect(shell.messages).toEqual([
      ["READY=1", "STATUS=0 connections, 0 events in, 0 out, 0 dropped"],
      ["STOPPING=1", "STATUS=stopping"],
    ]);
  });

  test("reads its configuration again on SIGHUP, also on one that came while it started", async () => {
    const config = join(temporaryFolder(), "bus.env");
    writeFileSync(config, "DECNET_BUS_QUEUE_EVENTS=5\n");
    const { lines, messages, shell, ended, proceed } = await startHeldUp({ config });
    writeFileSync(config, "DECNET_BUS_QUEUE_EVENTS=6\n");
    process.emit("SIGHUP", "SIGHUP");
    proceed();
    await heard(messages, /^configuration reloaded$/);
    expect(lines[0]).toMatchObject({ msg: "listening", version: VERSION, limits: { queueEvents: 5 } });
    expect(lines.at(-1)).toMatchObject({ changed: { queueEvents: 6 } });
    process.emit("SIGTERM", "SIGTERM");
    process.emit("SIGHUP", "SIGHUP");
    await ended;
    expect(shell.messages.map(([first]) => first)).toEqual(["READY=1", "RELOADING=1", "READY=1", "STOPPING=1"]);
  });

  test("that cannot start tells the service manager why, and hears no signals any more", async () => {
    const before = listeners();
    const { shell, ended, proceed } = await startHeldUp({ socket: "" });
    await expect(ended).rejects.toMatchObject({ code: "INVALID_CONFIG" });
    expect(shell.messages).toEqual([[expect.stringMatching(/^STATUS=INVALID_CONFIG: The socket path is empty/)]]);
    expect(listeners()).toEqual(before);
    proceed();
  });

  test("logs who comes and who goes, and what whoever goes has lost", async () => {
    const { socket, lines, messages, stop } = await startRunning({ limits: { maxConnections: 1 } });
    const peer = await openPeer(socket, "api");
    await (await connectPeer(socket)).goodbye();
    await heard(messages, /refused/);
    peer.destroy();
    await heard(messages, /disconnected/);
    expect(lines.slice(1)).toMatchObject([
      { msg: "client connected", client: "api" },
      { msg: "client refused", code: "TOO_MANY_CONNECTIONS" },
      { msg: "client disconnected", client: "api" },
    ]);
    await stop();
  });

  test("serves metrics beside the bus, and both end with it", async () => {
    const metrics = `unix:${join(temporaryFolder(), "metrics.sock")}`;
    const { socket, lines, messages, stop } = await startRunning({ metrics });
    await heard(messages, /metrics/);
    expect(lines.at(-1)).toMatchObject({ metrics });
    await stop();
    expect([existsSync(socket), existsSync(metrics.slice("unix:".length))]).toEqual([false, false]);
  });

  test("that cannot serve its metrics does not run the bus without them", async () => {
    const metrics = "unix:/proc/nonexistent/metrics.sock";
    const { socket, ended, messages } = await startRunning({ metrics });
    await expect(ended).rejects.toEqual(busError("NO_SUCH_FOLDER", "(--metrics)"));
    expect(messages()).toEqual(["listening"]);
    expect(existsSync(socket)).toBe(false);
  });

  test("takes the socket that it is handed over, which stays when it ends", async () => {
    const path = join(temporaryFolder(), "handed.sock");
    const fd = await inheritedSocket("listening", path);
    vi.mocked(whichSocket).mockReturnValueOnce(fd);
    const { lines, stop } = await startRunning({ socket: path });
    expect(lines[0]).toMatchObject({ msg: "listening (socket activated)", socket: path });
    await stop();
    expect(existsSync(path)).toBe(true);
  });
});
