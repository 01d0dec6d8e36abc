// The daemon as a service manager starts it: with a socket that is open already, in a process whose id the environment says.

import { once } from "node:events";
import { existsSync, mkdirSync, openSync, renameSync, statSync, symlinkSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { connectUnix } from "../../src/transport/unix.ts";
import { VERSION } from "../../src/version.ts";
import { openPeer } from "../support/real-peer.ts";
import { DECNET, minimalEnv } from "../support/run-command.ts";
import { RunningProcess } from "../support/running-process.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

interface Handed {
  /** What the daemon gets as file 3. */
  readonly fd: number;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts what it is given with its own process's id in LISTEN_PID, twice if the first one was killed. */
const MANAGER = `
  start() { LISTEN_FDS="\${LISTEN_FDS:-1}" /bin/sh -c 'LISTEN_PID=$$ exec "$0" "$@"' "$@"; }
  start "$@"; status=$?
  [ $status = 137 ] || exit $status
  start "$@"`;

/** The daemon under a service manager that holds the socket, and does nothing with it. It ends with the test. */
function activate({ fd, args = [], env = {} }: Handed): RunningProcess {
  const command = [process.execPath, DECNET, "bus", "--heartbeat", "0", ...args];
  const options = { env: { ...minimalEnv(), ...env }, inherit: fd };
  const manager = new RunningProcess("/bin/sh", ["-c", MANAGER, "manager", ...command], options);
  onTestFinished(async () => {
    for (const { pid } of startsOf(manager)) kill(pid);
    await manager[Symbol.asyncDispose]();
  });
  return manager;
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended.
  }
}

function isRunning(pid: number): boolean {
  return existsSync(`/proc/${pid}`);
}

interface Start {
  readonly msg: string;
  readonly pid: number;
}

/** What each daemon said when it listened. */
function startsOf(manager: RunningProcess): readonly Start[] {
  return manager.stderr.lines.filter((line) => line.includes("listening")).map((line) => JSON.parse(line) as Start);
}

async function started(manager: RunningProcess, count = 1): Promise<Start> {
  await manager.stderr.until(() => startsOf(manager).length === count, `starting ${count} times`);
  return startsOf(manager).at(-1)!;
}

/** As `activate`, with a socket that is bound to `path`, and that nobody else listens on any more. */
async function activateAt(path: string, options: Omit<Handed, "fd"> = {}): Promise<RunningProcess> {
  const server = await listening(path);
  const manager = activate({ fd: descriptorOf(server), ...options });
  // Closing unlinks the path, so the file is elsewhere meanwhile.
  renameSync(path, `${path}.kept`);
  server.close();
  renameSync(`${path}.kept`, path);
  return manager;
}

async function listening(where: string | { port: number; host: string }): Promise<Server> {
  const server = createServer().listen(where as string);
  onTestFinished(() => void server.close());
  await once(server, "listening");
  return server;
}

function descriptorOf(holder: object): number {
  // Node has no other name for it.
  const { _handle: handle } = holder as { _handle: { fd: number } };
  return handle.fd;
}

describe("decnet bus with a socket that a service manager has opened", () => {
  test("serves who connects to it, and leaves file, mode and group alone, also at its end", async () => {
    const socket = join(temporaryFolder(), "bus.sock");
    const manager = await activateAt(socket);
    const before = statSync(socket);
    const start = await started(manager);
    expect(start).toMatchObject({
      msg: "listening (socket activated)",
      socket,
      version: VERSION,
      limits: { queueEvents: 1_024 },
    });
    const peer = await openPeer(socket);
    await peer.fence();
    process.kill(start.pid, "SIGTERM");
    await expect(manager.ended).resolves.toMatchObject({ code: 0 });
    const { ino, mode, gid } = statSync(socket);
    expect({ ino, mode, gid }).toEqual({ ino: before.ino, mode: before.mode, gid: before.gid });
    peer.destroy();
  });

  test("lets whoever connects while it restarts wait, and refuses nobody", async () => {
    const socket = join(temporaryFolder(), "bus.sock");
    const manager = await activateAt(socket);
    const { pid } = await started(manager);
    process.kill(pid, "SIGKILL");
    await vi.waitUntil(() => !isRunning(pid), { timeout: 15_000 });
    const peers = await Promise.all(Array.from({ length: 20 }, () => openPeer(socket)));
    await started(manager, 2);
    expect(peers.map(({ closed }) => closed)).toEqual(peers.map(() => false));
    for (const peer of peers) {
      await peer.fence();
      peer.destroy();
    }
  });

  test.each([
    ["--socket", (path: string) => ({ args: ["--socket", path] })],
    ["DECNET_BUS_SOCKET", (path: string) => ({ env: { DECNET_BUS_SOCKET: path } })],
  ])("takes a %s that says the same, however it is spelled", async (_what, say) => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "run"));
    symlinkSync("run", join(folder, "link"));
    const socket = join(folder, "run/bus.sock");
    // The kernel knows it by the name that it was bound with.
    const manager = await activateAt(socket, say(join(folder, "link/../link/bus.sock")));
    await expect(started(manager)).resolves.toMatchObject({ socket });
  });

  test.each([
    ["--socket", { args: ["--socket", "/tmp/another.sock"] }],
    ["DECNET_BUS_SOCKET", { env: { DECNET_BUS_SOCKET: "/tmp/another.sock" } }],
  ])("is refused if %s says something else", async (_what, said) => {
    const socket = join(temporaryFolder(), "bus.sock");
    const { code, stderr } = await (await activateAt(socket, said)).ended;
    expect(code).toBe(78);
    expect(stderr).toContain(`INVALID_CONFIG: The service manager handed over the socket ${socket}`);
    expect(stderr).toContain("told to listen on /tmp/another.sock");
    expect(existsSync("/tmp/another.sock")).toBe(false);
  });

  test("needs no group: that is the service manager's", async () => {
    const socket = join(temporaryFolder(), "bus.sock");
    const manager = await activateAt(socket, { env: { DECNET_BUS_GROUP: "no-such-group-here" } });
    await expect(started(manager)).resolves.toMatchObject({ socket });
  });

  test.each([
    ["a file", (): Promise<number> => Promise.resolve(openSync("/dev/null", "r")), "it is no socket"],
    ["a socket of the network", networkSocket, "it is a socket of the network"],
    ["a connection, as with Accept=yes,", connection, "it cannot be listened on (EINVAL)"],
  ])("is refused, with status 78 and a way out, if that is %s", async (_what, open, why) => {
    const { code, stderr } = await activate({ fd: await open() }).ended;
    expect(code).toBe(78);
    expect(stderr).toContain(`INVALID_CONFIG: The service manager handed over file 3 to listen on, but ${why}.`);
    expect(stderr).toContain("Accept=no");
    expect(stderr).not.toContain("    at ");
  });

  test.each([
    ["more than one, none of which is called ours", { LISTEN_FDS: "2", LISTEN_FDNAMES: "a:b" }, 'called "a", "b"'],
    ["a number that makes no sense", { LISTEN_FDS: "x" }, 'LISTEN_FDS is "x"'],
  ])("is refused, with status 78, for %s", async (_what, env, why) => {
    const { code, stderr } = await (await activateAt(join(temporaryFolder(), "bus.sock"), { env })).ended;
    expect(code).toBe(78);
    expect(stderr).toContain(why);
  });

  test("listens by itself if the socket is meant for another process", async () => {
    const folder = temporaryFolder();
    const server = await listening(join(folder, "other.sock"));
    const own = join(folder, "bus.sock");
    const env = { ...minimalEnv(), LISTEN_PID: "1", LISTEN_FDS: "1" };
    const command = [DECNET, "bus", "--socket", own, "--group", ""];
    await using daemon = new RunningProcess(process.execPath, command, { env, inherit: descriptorOf(server) });
    await expect(started(daemon)).resolves.toMatchObject({ msg: "listening", socket: own });
  });
});

async function networkSocket(): Promise<number> {
  return descriptorOf(await listening({ port: 0, host: "127.0.0.1" }));
}

async function connection(): Promise<number> {
  const server = await listening(join(temporaryFolder(), "peer.sock"));
  const accepted = once(server, "connection") as Promise<[Socket]>;
  const near = await connectUnix(server.address() as string);
  const [socket] = await accepted;
  onTestFinished(() => {
    near.destroy();
    socket.destroy();
  });
  return descriptorOf(socket);
}
