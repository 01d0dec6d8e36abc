import { once } from "node:events";
import { existsSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { fromBinary } from "@bufbuild/protobuf";
import { describe, expect, test } from "vitest";
import { Code } from "../../gen/decnet/bus/v1/code_pb.ts";
import { SystemBusHealthSchema } from "../../gen/decnet/topics/v1/system_pb.ts";
import { VERSION } from "../../src/version.ts";
import { eventOf } from "../support/broker-harness.ts";
import { type Daemon, LOG_INFO, startDaemon } from "../support/daemon.ts";
import type { RawPeer } from "../support/raw-peer.ts";
import { openPeer } from "../support/real-peer.ts";
import { startCommand } from "../support/run-command.ts";
import { RunningProcess } from "../support/running-process.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

describe("decnet bus", () => {
  test.each(["SIGTERM", "SIGINT"] as const)(
    "ends in order on %s: Goodbye, no socket file, status 0",
    async (signal) => {
      await using daemon = await startDaemon();
      expect(statSync(daemon.socket).mode & 0o7777).toBe(0o660);
      const peer = await openPeer(daemon.socket, "worker");

      const stopped = daemon.stop(signal);
      const { code, reconnectAfterMs } = await peer.goodbye();
      expect(code).toBe(Code.SHUTDOWN);
      expect(reconnectAfterMs).toBeGreaterThan(0);

      await expect(stopped).resolves.toMatchObject({ code: 0, signal: null, stdout: "" });
      expect(existsSync(daemon.socket)).toBe(false);
      expect(daemon.log).toMatchObject([
        { level: LOG_INFO, msg: "listening", socket: daemon.socket, version: VERSION, pid: daemon.process.pid },
        { level: LOG_INFO, msg: "client connected", client: "worker", clientPid: process.pid },
        {
          level: LOG_INFO,
          msg: "stopping",
          signal,
          connections: 1,
          patterns: 0,
          eventsIn: 0,
          eventsOut: 0,
          eventsDropped: 0,
        },
        { level: LOG_INFO, msg: "client disconnected", client: "worker" },
        { level: LOG_INFO, msg: "stopped" },
      ]);
      for (const { time } of daemon.log) expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    },
  );

  test("does not wait for a client that does not read its Goodbye", async () => {
    await using daemon = await startDaemon();
    const peer = await openPeer(daemon.socket);
    await fillUp(peer, daemon);
    await expect(daemon.stop()).resolves.toMatchObject({ code: 0 });
    expect(daemon.log.at(-2)).toMatchObject({ msg: "client disconnected", dropped: expect.any(Number) as number });
    peer.destroy();
  });

  test("tells that it is alive, as often as --heartbeat says", async () => {
    await using daemon = await startDaemon({ args: ["--group", "", "--heartbeat", "0.02"] });
    const peer = await openPeer(daemon.socket);
    await peer.subscribe("system.bus.health");
    const first = fromBinary(SystemBusHealthSchema, (await peer.next("event")).payload);
    const second = fromBinary(SystemBusHealthSchema, (await peer.next("event")).payload);
    expect(second).toMatchObject({
      pid: daemon.process.pid,
      version: VERSION,
      counts: { connections: 1, patterns: 1 },
    });
    expect(second.uptimeS).toBeGreaterThan(first.uptimeS);
    expect(second.counts!.eventsIn).toBe(first.counts!.eventsIn + 1n);
    peer.destroy();
  });

  test("is silent with --heartbeat 0", async () => {
    await using daemon = await startDaemon({ args: ["--group", "", "--heartbeat", "0"] });
    const peer = await openPeer(daemon.socket);
    await peer.subscribe(">");
    // A timer of 0 would have fired many times within this many turns of its loop.
    for (let round = 0; round < 50; round++) await peer.fence();
    expect(peer.takeTopics()).toEqual([]);
    peer.destroy();
  });

  test.each([
    ["a number", ["--group", String(process.getgid!())], {}],
    ["an empty --group", ["--group", ""], { DECNET_BUS_GROUP: "no-such-group-here" }],
    ["an empty DECNET_BUS_GROUP", [], { DECNET_BUS_GROUP: "" }],
    ["a number in DECNET_BUS_GROUP", [], { DECNET_BUS_GROUP: String(process.getgid!()) }],
  ])("takes %s for its group, and listens where DECNET_BUS_SOCKET says", async (_what, args, env) => {
    const socket = join(temporaryFolder(), "bus.sock");
    await using command = startCommand(["bus", ...args], { env: { ...env, DECNET_BUS_SOCKET: socket } });
    await command.stderr.has("listening");
    const { mode, gid } = statSync(socket);
    expect([mode & 0o7777, gid]).toEqual([0o660, process.getgid!()]);
  });

  test("listens where --socket says, whatever DECNET_BUS_SOCKET says", async () => {
    const folder = temporaryFolder();
    const env = { DECNET_BUS_SOCKET: join(folder, "env.sock") };
    await using command = startCommand(["bus", "-s", join(folder, "flag.sock"), "-g", ""], { env });
    await command.stderr.has("listening");
    expect([existsSync(join(folder, "flag.sock")), existsSync(env.DECNET_BUS_SOCKET)]).toEqual([true, false]);
  });

  test("makes ~/.decnet for a socket in it", async () => {
    const home = temporaryFolder();
    const env = { HOME: home, DECNET_BUS_SOCKET: join(home, ".decnet/bus.sock") };
    await using command = startCommand(["bus", "--group", ""], { env });
    await command.stderr.has("listening");
    expect(statSync(join(home, ".decnet")).mode & 0o7777).toBe(0o700);
  });

  test("goes on without a log when nobody reads it any more", async () => {
    await using daemon = await startDaemon();
    daemon.process.stderr.stopReading();
    for (let index = 0; index < 3; index++) {
      const peer = await openPeer(daemon.socket);
      await peer.fence();
      peer.destroy();
    }
    await expect(daemon.stop()).resolves.toMatchObject({ code: 0 });
    expect(existsSync(daemon.socket)).toBe(false);
  });

  test("leaves the socket of another alone that took the place of its own", async () => {
    await using daemon = await startDaemon();
    rmSync(daemon.socket);
    const other = createServer().listen(daemon.socket);
    await once(other, "listening");
    const { ino } = statSync(daemon.socket);
    await expect(daemon.stop()).resolves.toMatchObject({ code: 0 });
    expect(statSync(daemon.socket).ino).toBe(ino);
    other.close();
  });
});

/** Leaves so much unread in the peer's connection that nothing more fits into it. */
async function fillUp(peer: RawPeer, daemon: Daemon): Promise<void> {
  await peer.subscribe("flood");
  peer.pause();
  const publisher = await openPeer(daemon.socket, "publisher");
  let dropped = 0n;
  while (dropped === 0n) {
    publisher.send(...Array.from({ length: 20 }, () => eventOf("flood", 100_000)));
    publisher.send({ case: "statusRequest", value: { ref: 1 } });
    dropped = (await publisher.next("status")).totals!.eventsDropped;
  }
  publisher.destroy();
}

test("a daemon whose log goes to a full disk serves all the same, and ends in order", async () => {
  const socket = join(temporaryFolder(), "bus.sock");
  const command = `exec "${process.execPath}" "$0" bus --socket "${socket}" --group "" 2>/dev/full`;
  const bin = join(import.meta.dirname, "../../bin/decnet.js");
  await using daemon = new RunningProcess("sh", ["-c", command, bin], { env: process.env as Record<string, string> });
  let peer = await openPeer(socket).catch(() => undefined);
  while (peer === undefined) peer = await openPeer(socket).catch(() => undefined);
  await peer.fence();
  daemon.kill("SIGTERM");
  expect(await daemon.ended).toMatchObject({ code: 0 });
  expect(existsSync(socket)).toBe(false);
});
