// What systemd hears of the daemon, through the real systemd-notify: the receiver is in Python, because Node has no such sockets.

import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { systemdNotify } from "../../src/daemon/systemd/notify-shell.ts";
import { openPeer } from "../support/real-peer.ts";
import { minimalEnv, ROOT, startCommand } from "../support/run-command.ts";
import { RunningProcess } from "../support/running-process.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const PYTHON = "/usr/bin/python3";

let folder: string;
let receiver: RunningProcess;

beforeEach(async (context) => {
  if (systemdNotify() === undefined) context.skip("needs systemd-notify (package systemd)");
  if (!existsSync(PYTHON)) context.skip(`needs ${PYTHON} (package python3)`);
  folder = temporaryFolder();
  const script = join(ROOT, "test/support/notify-receiver.py");
  receiver = new RunningProcess(PYTHON, [script, join(folder, "notify.sock")], { env: minimalEnv() });
  onTestFinished(() => receiver[Symbol.asyncDispose]());
  await receiver.stdout.firstLines(1);
});

/** The messages so far. */
function messages(): readonly (readonly string[])[] {
  return receiver.stdout.lines.slice(1).map((line) => JSON.parse(line) as string[]);
}

function heard(message: readonly string[], times = 1): Promise<void> {
  const isIt = (other: readonly string[]): boolean => message.every((line, index) => other[index]?.startsWith(line));
  return receiver.stdout.until(() => messages().filter(isIt).length >= times, `hearing ${message.join(", ")}`);
}

function startDaemon(env: Readonly<Record<string, string>> = {}): RunningProcess {
  const args = ["bus", "-s", join(folder, "bus.sock"), "-g", "", "-H", "0", "--config", join(folder, "bus.env")];
  const daemon = startCommand(args, { env: { NOTIFY_SOCKET: join(folder, "notify.sock"), ...env } });
  onTestFinished(() => daemon[Symbol.asyncDispose]());
  return daemon;
}

test("systemd hears of a daemon's whole life, each message as one", async () => {
  writeFileSync(join(folder, "bus.env"), "");
  const daemon = startDaemon({ WATCHDOG_USEC: "200000" });
  await heard(["READY=1", "STATUS=0 connections, "]);
  // Who is ready accepts.
  const peer = await openPeer(join(folder, "bus.sock"));
  await heard(["WATCHDOG=1"], 3);

  writeFileSync(join(folder, "bus.env"), 'DECNET_BUS_QUEUE_EVENTS="; $(id) *"\n');
  daemon.kill("SIGHUP");
  await heard(["RELOADING=1", "MONOTONIC_USEC="]);
  await heard(["READY=1", "STATUS=1 connection, 0 events in, 0 out, 0 dropped; reload failed"]);
  expect(messages().at(-1)!.join()).toContain("QUEUE_EVENTS in");
  expect(messages().flat().join("\n")).toContain('is "; $(id) *"; give a whole number');

  daemon.kill("SIGTERM");
  await heard(["STOPPING=1"]);
  await expect(daemon.ended).resolves.toMatchObject({ code: 0 });
  peer.destroy();
});

test("the reason of a start that failed is the last that systemd hears", async () => {
  writeFileSync(join(folder, "bus.env"), "DECNET_BUS_NONSENSE=1\n");
  await expect(startDaemon().ended).resolves.toMatchObject({ code: 78 });
  await heard(["STATUS=INVALID_CONFIG: DECNET_BUS_NONSENSE in line 1"]);
  expect(messages()).toHaveLength(1);
});

test("a service manager that is not there is said once, and is no reason to end", async () => {
  writeFileSync(join(folder, "bus.env"), "");
  const daemon = startDaemon({ NOTIFY_SOCKET: join(folder, "nobody.sock"), WATCHDOG_USEC: "100000" });
  await daemon.stderr.has("systemd cannot be told how we are");
  for (let count = 0; count < 3; count++) (await openPeer(join(folder, "bus.sock"))).destroy();
  daemon.kill("SIGTERM");
  const { code, stderr } = await daemon.ended;
  expect(code).toBe(0);
  expect(stderr.split("systemd cannot be told how we are")).toHaveLength(2);
  expect(stderr).toContain("systemd-notify has failed (1): ");
});
