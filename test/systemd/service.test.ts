// The service as an operator meets it: it starts, says how it is, lets in who is allowed, takes over a new configuration, and does not
// loop when it cannot start.

import { appendFileSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openPeer } from "../support/real-peer.ts";
import type { Outcome } from "../support/running-process.ts";
import { machineForFile } from "./support/machine.ts";
import { installLikeNpm, NPM_DECNET } from "./support/package.ts";
import { BUS_STARTED, freshBus, mainPid, SERVICE, SOCKET, SOCKET_PATH } from "./support/service.ts";

const ENV = "/etc/decnet/bus.env";
const EVENT = ["topology.abc.status", '{"state":"active"}'] as const;
const EXIT_PERMISSION = 77;
const EXIT_CONFIGURATION = 78;
/** For what systemd shows, and tells nobody of. */
const POLL = { timeout: 20_000, interval: 100 };
/** As decnet-bus.service has it. */
const MAX_STARTS = 10;

const machine = machineForFile(async (booted) => {
  installLikeNpm(booted);
  await booted.must(...NPM_DECNET, "bus", "install", "--now");
  await booted.must("useradd", "--no-create-home", "--groups", "decnet", "member");
  await booted.must("useradd", "--no-create-home", "outsider");
});

let freshEnv: string;

beforeEach(() => {
  freshEnv = readFileSync(machine().path(ENV), "utf8");
  return freshBus(machine());
});

afterEach((context) => {
  if (context.task.result?.state !== "skip") writeFileSync(machine().path(ENV), freshEnv);
});

/** Resolves when the daemon has taken over its configuration, which it says at the level that says more. */
async function reload(): Promise<void> {
  const mark = await machine().journal.mark();
  await machine().systemctl("reload", SERVICE);
  await machine().journal.until({ MESSAGE: /^configuration reloaded/, _SYSTEMD_UNIT: SERVICE }, { since: mark });
}

/** How many files a process may open: the soft, and the hard limit. */
async function openFiles(pid: string): Promise<readonly [number, number]> {
  const limits = await machine().must("cat", `/proc/${pid}/limits`);
  const [, soft, hard] = /^Max open files +(\d+) +(\d+)/m.exec(limits)!;
  return [Number(soft), Number(hard)];
}

/** Runs `decnet …` as a user. */
function decnetAs(user: string, ...args: readonly string[]): Promise<Outcome> {
  return machine().run("runuser", "-u", user, "--", ...NPM_DECNET, ...args);
}

describe("the service", () => {
  test("is ready when it is said to be started: a client is welcomed at once", async () => {
    await machine().systemctl("restart", SERVICE);
    await expect(machine().show(SERVICE, "ActiveState")).resolves.toBe("active");
    const peer = await openPeer(machine().path(SOCKET_PATH));
    peer.destroy();
  });

  test("says in its status how many are connected", async () => {
    await expect(machine().show(SERVICE, "StatusText")).resolves.toMatch(/^0 connections, .* 0 dropped$/);
    const peer = await openPeer(machine().path(SOCKET_PATH));
    // It says so every few seconds.
    await expect.poll(() => machine().show(SERVICE, "StatusText"), POLL).toMatch(/^1 connection, /);
    peer.destroy();
  });

  test("runs as decnet, in a folder and behind a socket with the right owners and modes", async () => {
    const id = Number(await machine().must("id", "-u", "decnet"));
    const gid = Number(
      await machine()
        .must("getent", "group", "decnet")
        .then((line) => line.split(":")[2]),
    );
    const socket = statSync(machine().path(SOCKET_PATH));
    const folder = statSync(machine().path("/run/decnet"));
    const cache = statSync(machine().path("/var/cache/decnet-bus"));
    expect({ uid: socket.uid, gid: socket.gid, mode: socket.mode & 0o7777 }).toEqual({ uid: 0, gid, mode: 0o660 });
    expect({ uid: folder.uid, gid: folder.gid, mode: folder.mode & 0o7777 }).toEqual({ uid: id, gid, mode: 0o755 });
    expect({ uid: cache.uid, mode: cache.mode & 0o7777 }).toEqual({ uid: id, mode: 0o700 });
    await expect(machine().must("stat", "--format=%U", `/proc/${await mainPid(machine())}`)).resolves.toBe("decnet");
  });

  test("leaves the folder and the socket where they are when it stops", async () => {
    const { ino } = statSync(machine().path(SOCKET_PATH));
    await machine().systemctl("stop", SERVICE);
    expect(statSync(machine().path(SOCKET_PATH)).ino).toBe(ino);
  });

  test("may open as many files as connections can be allowed", async () => {
    const [soft, hard] = await openFiles(await mainPid(machine()));
    // A machine in namespaces may give no more than it has.
    const [, most] = await openFiles("1");
    expect({ soft, hard }).toEqual({ soft: Math.min(65_536, most), hard: soft });
    // And such a machine may give that to every service.
    await expect(machine().show(SERVICE, "LimitNOFILE")).resolves.toBe("65536");
  });

  test.each([
    ["MemoryMax", String(2 * 2 ** 30)],
    ["TasksMax", "64"],
    ["LimitCORE", "0"],
  ])("has a bound for what it may take from the host: %s", async (property, value) => {
    await expect(machine().show(SERVICE, property)).resolves.toBe(value);
  });

  test("lets as many clients wait as its socket unit says", async () => {
    const sockets = await machine().must("ss", "--listening", "--unix", "--no-header");
    // Type, state, who waits, how many may.
    const [queue] = sockets.split("\n").filter((line) => line.includes(SOCKET_PATH));
    expect(queue).toMatch(/^u_str +LISTEN +0 +1024 /);
  });

  test("keeps V8's compiled code in its own cache", async () => {
    await machine().systemctl("stop", SERVICE);
    await machine().systemctl("start", SERVICE);
    await machine().systemctl("stop", SERVICE);
    await expect(machine().must("find", "/var/cache/decnet-bus", "-type", "f")).resolves.toMatch(/decnet-bus\//);
  });

  test("is started by the first client, if only its socket is", async () => {
    await machine().systemctl("stop", SERVICE);
    await expect(machine().show(SERVICE, "ActiveState")).resolves.toBe("inactive");
    const mark = await machine().journal.mark();
    const peer = await openPeer(machine().path(SOCKET_PATH));
    peer.destroy();
    await machine().journal.until(BUS_STARTED, { since: mark });
  });
});

describe("who may connect", () => {
  test("a member of the group publishes and subscribes", async () => {
    await using sub = machine().start(
      ...(["runuser", "-u", "member", "--", ...NPM_DECNET, "bus", "sub", ">", "--count", "1"] as const),
    );
    await sub.stderr.has("subscribed to");
    await expect(decnetAs("member", "bus", "pub", ...EVENT)).resolves.toMatchObject({ code: 0 });
    await expect(sub.ended).resolves.toMatchObject({ code: 0, stdout: expect.stringContaining(EVENT[0]) as string });
  });

  test("an outsider is refused, and told how to become a member", async () => {
    const { code, stderr } = await decnetAs("outsider", "bus", "pub", ...EVENT);
    expect(code).toBe(EXIT_PERMISSION);
    expect(stderr).toContain(`outsider is not in the group decnet, which owns ${SOCKET_PATH}`);
    expect(stderr).toContain("usermod -aG");
  });
});

describe("a reload", () => {
  test("takes over limits, and keeps process and connections", async () => {
    const pid = await mainPid(machine());
    const before = await openPeer(machine().path(SOCKET_PATH));
    appendFileSync(machine().path(ENV), "DECNET_BUS_MAX_PATTERNS=1\n");
    await reload();
    const after = await openPeer(machine().path(SOCKET_PATH));
    await expect(after.subscribe("a")).resolves.toMatchObject({ code: 0 });
    await expect(after.subscribe("b")).resolves.not.toMatchObject({ code: 0 });
    await before.fence();
    for (const peer of [before, after]) peer.destroy();
    await expect(mainPid(machine())).resolves.toBe(pid);
    // systemd calls it reloading until it is told that this is over.
    await expect.poll(() => machine().show(SERVICE, "ActiveState"), POLL).toBe("active");
  });

  test("takes over the log's level", async () => {
    appendFileSync(machine().path(ENV), "DECNET_BUS_LOG_LEVEL=error\n");
    await reload();
    const mark = await machine().journal.mark();
    const peer = await openPeer(machine().path(SOCKET_PATH), "quiet");
    await peer.fence();
    peer.destroy();
    await machine().systemctl("stop", SERVICE);
    await machine().journal.until({ MESSAGE: /^Stopped /, UNIT: SERVICE }, { since: mark });
    expect(machine().journal.since(mark, { _SYSTEMD_UNIT: SERVICE })).toEqual([]);
  });

  test.each([
    ["systemctl reload, which fails", "reload", /^Job for \S+ failed/],
    // Past the check: the daemon refuses it by itself.
    ["SIGHUP", "kill --signal=HUP --kill-who=main", /^$/],
  ])("with a mistake keeps what was, and says why as an error: by %s", async (_how, command, complaint) => {
    const pid = await mainPid(machine());
    appendFileSync(machine().path(ENV), "DECNET_BUS_MAX_PATTERNS=none\n");
    const mark = await machine().journal.mark();
    const { stderr } = await machine().run("systemctl", ...command.split(" "), SERVICE);
    expect(stderr).toMatch(complaint);
    const { PRIORITY } = await machine().journal.until(
      { MESSAGE: /MAX_PATTERNS in \S+bus.env is "none"/, _SYSTEMD_UNIT: SERVICE },
      { since: mark },
    );
    expect(PRIORITY).toBe("3");
    await expect(mainPid(machine())).resolves.toBe(pid);
    await expect.poll(() => machine().show(SERVICE, "ActiveState"), POLL).toBe("active");
    const peer = await openPeer(machine().path(SOCKET_PATH));
    peer.destroy();
  });
});

test("a reload that goes wrong at length comes to an end, too", async () => {
  appendFileSync(machine().path(ENV), `DECNET_BUS_MAX_PATTERNS=${"ä".repeat(4_000)}\n`);
  await machine().systemctl("kill", "--signal=HUP", "--kill-who=main", SERVICE);
  // Not by the journal, which shows no line of that length.
  await expect.poll(() => machine().show(SERVICE, "StatusText"), POLL).toMatch(/; reload failed, .* is "ä+…$/);
  await expect.poll(() => machine().show(SERVICE, "ActiveState"), POLL).toBe("active");
});

describe("a configuration that cannot work", () => {
  test("ends with 78, which systemd does not answer with another start", async () => {
    await machine().systemctl("stop", SOCKET);
    appendFileSync(machine().path(ENV), "DECNET_BUS_QUEUE_EVENTS=many\n");
    const mark = await machine().journal.mark();
    const { code } = await machine().run("systemctl", "start", SERVICE);
    expect(code).not.toBe(0);
    await expect(machine().show(SERVICE, "ExecMainStatus")).resolves.toBe(String(EXIT_CONFIGURATION));
    await expect(machine().show(SERVICE, "NRestarts")).resolves.toBe("0");
    await expect(machine().show(SERVICE, "ActiveState")).resolves.toBe("failed");
    await machine().journal.until({ MESSAGE: /^Failed to start /, UNIT: SERVICE }, { since: mark });
    const said = machine().journal.since(mark, { MESSAGE: /QUEUE_EVENTS in \S+bus.env is "many"/ });
    expect(said).toMatchObject([{ PRIORITY: "3", _SYSTEMD_UNIT: SERVICE }]);
  });

  test("is given up also while clients wait, who are refused then; corrected, it starts", async () => {
    await machine().systemctl("stop", SERVICE);
    appendFileSync(machine().path(ENV), "DECNET_BUS_QUEUE_EVENTS=many\n");
    const mark = await machine().journal.mark();
    // Waits in the socket until systemd gives up, and closes it.
    await expect(openPeer(machine().path(SOCKET_PATH))).rejects.toThrow(/closed|ECONN|EPIPE|ended/);
    await machine().journal.until(
      { MESSAGE: /Failed with result 'service-start-limit-hit'/, UNIT: SOCKET },
      { since: mark },
    );
    const starts = machine().journal.since(mark, { MESSAGE: /QUEUE_EVENTS in \S+ is "many"/, _SYSTEMD_UNIT: SERVICE });
    expect(starts.length).toBeGreaterThan(0);
    expect(starts.length).toBeLessThanOrEqual(MAX_STARTS);
    writeFileSync(machine().path(ENV), freshEnv);
    await machine().systemctl("reset-failed", SOCKET, SERVICE);
    await machine().systemctl("start", SERVICE);
    const peer = await openPeer(machine().path(SOCKET_PATH));
    peer.destroy();
  });
});

describe("the journal", () => {
  test("has each line with its priority, and the text alone", async () => {
    const mark = await machine().journal.mark();
    const peer = await openPeer(machine().path(SOCKET_PATH), "well-behaved");
    const opened = await machine().journal.until({ MESSAGE: /well-behaved/, _SYSTEMD_UNIT: SERVICE }, { since: mark });
    expect(opened).toMatchObject({ PRIORITY: "6", SYSLOG_IDENTIFIER: "decnet-bus" });
    expect(opened.MESSAGE).not.toMatch(/^<\d>/);
    // Refused, because it says Hello twice.
    peer.send({ case: "hello", value: { protocolMin: 1, protocolMax: 1 } });
    const refused = await machine().journal.until(
      { MESSAGE: /PROTOCOL_ERROR/, _SYSTEMD_UNIT: SERVICE },
      { since: mark },
    );
    expect(refused.PRIORITY).toBe("4");
    peer.destroy();
  });
});
