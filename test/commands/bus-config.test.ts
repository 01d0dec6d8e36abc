// The configuration file, and SIGHUP: what changes while clients are connected, what does not, and what is wrong.

import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { Code } from "../../gen/decnet/bus/v1/code_pb.ts";
import { type Daemon, LOG_INFO, LOG_WARN, startDaemon } from "../support/daemon.ts";
import { connectPeer, openPeer } from "../support/real-peer.ts";
import { runCommand, startCommand } from "../support/run-command.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const LOG_ERROR = 50;

let config: string;

beforeEach(() => {
  config = join(temporaryFolder(), "bus.env");
});

function configure(...lines: readonly string[]): void {
  writeFileSync(config, `${lines.join("\n")}\n`);
}

function startConfigured(...args: readonly string[]): Promise<Daemon> {
  return startDaemon({ args: ["--group", "", "--heartbeat", "0", "--config", config, ...args] });
}

describe("decnet bus --config", () => {
  test("takes socket, group and limits from the file", async () => {
    const socket = join(temporaryFolder(), "bus.sock");
    configure(`DECNET_BUS_SOCKET=${socket}`, "DECNET_BUS_GROUP=", "DECNET_BUS_QUEUE_EVENTS=5");
    await using command = startCommand(["bus"], { env: { DECNET_BUS_CONFIG: config } });
    await command.stderr.has("listening");
    const peer = await connectPeer(socket);
    expect(await peer.hello()).toMatchObject({ queueEvents: 5 });
    peer.destroy();
  });

  test("with --check-config is read, and nothing else is done", async () => {
    const socket = join(temporaryFolder(), "bus.sock");
    const check = ["bus", "--check-config", "--socket", socket, "--config", config];
    configure("DECNET_BUS_QUEUE_EVENTS=5");
    await expect(runCommand(check)).resolves.toMatchObject({ code: 0, stdout: "", stderr: "" });
    configure("DECNET_BUS_QUEUE_EVENTS=none");
    const { code, stderr } = await runCommand(check);
    expect(code).toBe(78);
    expect(stderr).toContain("QUEUE_EVENTS in");
    // What a flag says and what the file says are looked at together.
    configure("DECNET_BUS_QUEUE_BYTES=65536");
    await expect(runCommand([...check, "--max-frame-bytes", "65537"])).resolves.toMatchObject({ code: 78 });
    expect(existsSync(socket)).toBe(false);
  });

  test.each([
    ["a flag, which comes first", ["--queue-events", "7"], {}, 7],
    ["a variable of the environment, which comes before the file", [], { DECNET_BUS_QUEUE_EVENTS: "6" }, 6],
    ["an empty --config, which is no file", ["--config", ""], {}, 1_024],
  ])("gives way to %s", async (_what, args, env, queueEvents) => {
    const socket = join(temporaryFolder(), "bus.sock");
    configure("DECNET_BUS_QUEUE_EVENTS=5");
    const all = ["bus", "-g", "", "-s", socket, ...args];
    await using command = startCommand(all, { env: { DECNET_BUS_CONFIG: config, ...env } });
    await command.stderr.has("listening");
    const peer = await connectPeer(socket);
    expect(await peer.hello()).toMatchObject({ queueEvents });
    peer.destroy();
  });

  test.each([
    ["as one word", (path: string) => [`--config=-${path}`]],
    ["as two", (path: string) => ["--config", `-${path}`]],
    ["in short", (path: string) => ["-c", `-${path}`]],
    ["in the environment", () => []],
  ])("may name a file that does not exist, with a dash before its path, %s", async (_how, args) => {
    const socket = join(temporaryFolder(), "bus.sock");
    const env = { DECNET_BUS_CONFIG: `-${config}` };
    await using command = startCommand(["bus", "-g", "", "-s", socket, ...args(config)], { env });
    await command.stderr.has("listening");
    expect(existsSync(socket)).toBe(true);
  });

  test.each([
    ["a file that does not exist", undefined, [], "does not exist"],
    ["an unknown key", "DECNET_BUS_QUEUE=1", [], "DECNET_BUS_QUEUE in line 1"],
    ["a bad value", "DECNET_BUS_HEARTBEAT=x", [], 'DECNET_BUS_HEARTBEAT in CONFIG is "x"; give a number of seconds'],
    ["limits that do not fit each other", "DECNET_BUS_QUEUE_BYTES=70000", [], "(with what CONFIG says)"],
  ])("is refused, with status 78, for %s", async (_what, line, args, why) => {
    if (line !== undefined) configure(line);
    const { code, stderr } = await runCommand(["bus", "-s", "/tmp/x.sock", "-g", "", "--config", config, ...args]);
    expect(code).toBe(78);
    expect(stderr).toContain("decnet: INVALID_CONFIG: ");
    expect(stderr).toContain(why.replace("CONFIG", config));
    expect(stderr).not.toContain("    at ");
  });
});

describe("decnet bus, on SIGHUP,", () => {
  test("changes limits and log level without losing a connection", async () => {
    configure("");
    await using daemon = await startConfigured();
    const before = await openPeer(daemon.socket, "before");
    configure("DECNET_BUS_QUEUE_EVENTS=5", "DECNET_BUS_MAX_PATTERNS=1", "DECNET_BUS_LOG_LEVEL=warn");
    daemon.process.kill("SIGHUP");
    await daemon.logged("configuration reloaded");
    expect(daemon.log.at(-1)).toMatchObject({
      level: LOG_INFO,
      changed: { queueEvents: 5, maxPatterns: 1, logLevel: "warn" },
    });
    // What Welcome has promised holds.
    for (const pattern of ["a", "b"]) expect(await before.subscribe(pattern)).toMatchObject({ code: Code.OK });
    const after = await connectPeer(daemon.socket);
    expect(await after.hello()).toMatchObject({ queueEvents: 5, maxPatterns: 1 });
    for (const [ref, code] of [Code.OK, Code.TOO_MANY_PATTERNS].entries()) {
      after.send({ case: "subscribe", value: { ref, pattern: `p${ref}` } });
      expect(await after.next("result")).toMatchObject({ ref, code });
    }
    await daemon.stop();
    expect(daemon.log.at(-1)).toMatchObject({ msg: "configuration reloaded" });
    for (const peer of [before, after]) peer.destroy();
  });

  test("counts connections by the new limit at once, and closes none", async () => {
    configure("");
    await using daemon = await startConfigured();
    const peers = [await openPeer(daemon.socket), await openPeer(daemon.socket)];
    configure("DECNET_BUS_MAX_CONNECTIONS=1");
    daemon.process.kill("SIGHUP");
    await daemon.logged("configuration reloaded");
    expect(await (await connectPeer(daemon.socket)).goodbye()).toMatchObject({ code: Code.TOO_MANY_CONNECTIONS });
    for (const peer of peers) {
      await peer.fence();
      peer.destroy();
    }
  });

  test("keeps what it has if the file has become bad, says so, and takes it once it is mended", async () => {
    configure("DECNET_BUS_QUEUE_EVENTS=5");
    await using daemon = await startConfigured();
    const peer = await openPeer(daemon.socket);
    configure("DECNET_BUS_QUEUE_EVENTS=none", "DECNET_BUS_LOG_LEVEL=silent");
    daemon.process.kill("SIGHUP");
    const problem = `reload failed, the old configuration stays: INVALID_CONFIG: DECNET_BUS_QUEUE_EVENTS in ${config} is "none"; give a whole number from 1 to 100000000.`;
    await daemon.logged(problem, { level: LOG_ERROR, code: "INVALID_CONFIG" });
    const other = await connectPeer(daemon.socket);
    expect(await other.hello()).toMatchObject({ queueEvents: 5 });
    configure("DECNET_BUS_QUEUE_EVENTS=9");
    daemon.process.kill("SIGHUP");
    await daemon.logged("configuration reloaded");
    await peer.fence();
    for (const each of [peer, other]) each.destroy();
  });

  test("says of what it cannot change that it needs a restart", async () => {
    configure("");
    await using daemon = await startDaemon({ args: ["--heartbeat", "0", "--config", config, "--group", ""] });
    configure("DECNET_BUS_GROUP=games", "DECNET_BUS_SOCKET=/tmp/elsewhere.sock");
    daemon.process.kill("SIGHUP");
    // Both are flags here, so the file does not matter.
    await daemon.logged("configuration reloaded");
    expect(daemon.log.filter(({ level }) => level === LOG_WARN)).toEqual([]);
    const socket = join(temporaryFolder(), "bus.sock");
    configure(`DECNET_BUS_SOCKET=${socket}`, "DECNET_BUS_GROUP=");
    await using other = startCommand(["bus", "--config", config]);
    await other.stderr.has("listening");
    configure("DECNET_BUS_GROUP=games");
    other.kill("SIGHUP");
    await other.stderr.has("the socket's group has changed: that needs a restart");
    expect(other.stderr.text).toContain("the socket's path has changed: that needs a restart");
    expect(existsSync(socket)).toBe(true);
  });

  // A terminal that is closed sends one: that must not end the bus, and leave its socket.
  test("goes on where there is no configuration file and no service manager, however often", async () => {
    await using daemon = await startDaemon();
    const peer = await openPeer(daemon.socket);
    for (let count = 0; count < 20; count++) daemon.process.kill("SIGHUP");
    await daemon.logged("configuration reloaded");
    await peer.fence();
    peer.destroy();
    await expect(daemon.stop()).resolves.toMatchObject({ code: 0 });
    expect(existsSync(daemon.socket)).toBe(false);
  });
});
