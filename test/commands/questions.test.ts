// The commands that ask something: `decnet bus who`, `topics`, `ping`, `tap`. What they answer is tested beside src/cli; here is what a
// shell sees.

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { eventOf } from "../support/broker-harness.ts";
import { type Daemon, startDaemon } from "../support/daemon.ts";
import type { RawPeer } from "../support/raw-peer.ts";
import { openPeer } from "../support/real-peer.ts";
import { DECNET, minimalEnv, runCommand, startCommand } from "../support/run-command.ts";
import { RunningProcess } from "../support/running-process.ts";
import { silentBus } from "../support/silent-bus.ts";

let daemon: Daemon;
let worker: RawPeer;

beforeAll(async () => {
  daemon = await startDaemon();
  worker = await openPeer(daemon.socket, "worker");
  await worker.subscribe("topology.>");
});

afterAll(async () => {
  worker.destroy();
  await daemon[Symbol.asyncDispose]();
});

describe("decnet bus who", () => {
  test("says who would get an event", async () => {
    const { code, stdout, stderr } = await runCommand(["bus", "who", "topology.a.status", "--socket", daemon.socket]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/^topology\.a\.status \(topology\.\{topology_id\}\.status\): from Mutator\n1 connection /);
    expect(stdout).toMatch(/^worker +\d+ +0 +0 {2}topology\.>$/m);
  });

  test("is no failure if it is nobody", async () => {
    await expect(runCommand(["bus", "who", "lab.x", "--socket", daemon.socket])).resolves.toMatchObject({
      code: 0,
      stdout: "lab.x: not declared; who publishes it is not known\nnobody receives it\n",
    });
    const { stdout } = await runCommand(["bus", "who", "lab.x", "--json", "--socket", daemon.socket]);
    expect(JSON.parse(stdout)).toMatchObject({ topic: "lab.x", receivers: [], connectionsOmitted: 0 });
  });

  test.each([
    ["a pattern", ["topology.>"], "INVALID_TOPIC"],
    ["no topic", [], "Missing 1 required arg"],
  ])("refuses %s, before it looks for a bus", async (_what, args, text) => {
    const outcome = await runCommand(["bus", "who", ...args, "--socket", "/proc/nonexistent/b"]);
    expect(outcome).toMatchObject({ code: 2, stdout: "", stderr: expect.stringContaining(text) as string });
  });
});

describe("decnet bus topics", () => {
  test("needs no bus", async () => {
    const { code, stdout } = await runCommand(["bus", "topics"], { env: { DECNET_BUS_SOCKET: "/proc/nonexistent/b" } });
    expect(code).toBe(0);
    expect(stdout).toContain("topology.{topology_id}.mutation.applied\n");
  });

  test("finds words, and prints JSON", async () => {
    const { stdout } = await runCommand(["bus", "topics", "--search", "mutation", "--search", "failed", "--json"]);
    expect(JSON.parse(stdout)).toMatchObject({ template: "topology.{topology_id}.mutation.failed" });
  });

  test("says that it has found nothing", async () => {
    await expect(runCommand(["bus", "topics", "--search", "no\u001Bthing"])).resolves.toMatchObject({
      code: 0,
      stdout: "",
      stderr: "decnet: no topic has “no\\u001bthing” in it; there are others: decnet bus topics\n",
    });
  });
});

describe("decnet bus ping", () => {
  test("prints each round trip, and sums up", async () => {
    const { code, stdout } = await runCommand([
      "bus",
      "ping",
      "--count",
      "2",
      "--interval",
      "0",
      "--socket",
      daemon.socket,
    ]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^1: [\d.]+ ms\n2: [\d.]+ ms\n2 of 2 came back; min .* ms, median .* ms, max .* ms\n$/);
  });

  test("is lines of JSON with --json", async () => {
    const { stdout } = await runCommand(["bus", "ping", "--count", "1", "--json", "--socket", daemon.socket]);
    const lines = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as unknown);
    expect(lines).toMatchObject([
      { kind: "ping", number: 1, error: null },
      { kind: "summary", sent: 1, received: 1 },
    ]);
  });

  test("sums up on Ctrl-C", async () => {
    await using ping = startCommand(["bus", "ping", "--interval", "3600", "--socket", daemon.socket]);
    await ping.stdout.firstLines(1);
    ping.kill("SIGINT");
    await expect(ping.ended).resolves.toMatchObject({
      code: 130,
      stdout: expect.stringContaining("1 of 1 came back") as string,
    });
  });

  test("fails if none came back", async () => {
    await using doomed = await startDaemon();
    await using ping = startCommand([
      "bus",
      "ping",
      "--interval",
      "0",
      "--count",
      "1000000",
      "--timeout",
      "0.2",
      "--socket",
      doomed.socket,
    ]);
    await ping.stdout.firstLines(1);
    await doomed.kill();
    await expect(ping.ended).resolves.toMatchObject({ code: 0 });
    const { socket } = await silentBus();
    await expect(runCommand(["bus", "ping", "--timeout", "0.2", "--socket", socket])).resolves.toMatchObject({
      code: 69,
      stdout: "",
    });
  });
});

describe("decnet bus tap", () => {
  test("shows what no worker gets, and ends after --count events", async () => {
    await using tap = startCommand(["bus", "tap", "lab.>", "--count", "2", "--utc", "--socket", daemon.socket]);
    await tap.stderr.has("tapping lab.>");
    worker.send(
      { case: "event", value: { topic: "lab.odd", source: "s\u009B", payload: Uint8Array.of(0xff) } },
      eventOf("lab.x"),
    );
    const { code, stdout } = await tap.ended;
    expect(code).toBe(0);
    const [odd, usual] = stdout.split("\n");
    expect(odd).toMatch(
      /^\d\d:.*Z {2}\(came\) {2}lab\.odd {2}- {2}s\\u009b {2}- {2}0xff {2}! The payload of lab\.odd is no google/,
    );
    expect(usual).toContain("  lab.x  -  -  -  {}");
  });

  test("counts with --stats, and prints the table also on Ctrl-C", async () => {
    await using tap = startCommand(["bus", "tap", "lab.>", "--stats", "--socket", daemon.socket]);
    await tap.stderr.has("counting lab.>");
    worker.send(eventOf("lab.x"), eventOf("lab.x"));
    await worker.fence();
    // What was routed before is also on its way before the tap's goodbye is read; what it has read by then is in the table.
    tap.kill("SIGINT");
    const { code, stdout } = await tap.ended;
    expect(code).toBe(130);
    expect(stdout).toMatch(/^\d events? of \d topics? in /);
  });

  test("refuses a pattern that is none, before it looks for a bus", async () => {
    const outcome = await runCommand(["bus", "tap", "a.>.b", "--socket", "/proc/nonexistent/b"]);
    expect(outcome).toMatchObject({ code: 2, stderr: expect.stringContaining("INVALID_PATTERN") as string });
  });
});

// They used to wait for ever, and to ignore Ctrl-C meanwhile.
describe("a bus that hangs", () => {
  test.each([
    ["sub", ["sub", ">"]],
    ["tap", ["tap", ">"]],
    ["tap --stats", ["tap", ">", "--stats"]],
    ["top", ["top"]],
    ["ping", ["ping"]],
  ])("does not keep Ctrl-C from decnet bus %s", async (_name, args) => {
    const { socket, client } = await silentBus();
    await using command = startCommand(["bus", ...args, "--socket", socket]);
    await (await client).next("hello");
    command.kill("SIGINT");
    const { code, signal } = await command.ended;
    expect({ code, signal }).toEqual({ code: 130, signal: null });
  });

  test.each([
    ["pub", ["pub", "topology.a.status", "{}", "--timeout", "0.2"]],
    ["sub", ["sub", ">", "--timeout", "0.2"]],
    ["tap", ["tap", ">", "--timeout", "0.2"]],
    ["top", ["top", "--timeout", "0.2"]],
    ["status", ["status", "--timeout", "0.2"]],
    ["who", ["who", "lab.x", "--timeout", "0.2"]],
  ])("does not keep decnet bus %s longer than --timeout", async (_name, args) => {
    const { socket } = await silentBus();
    const outcome = await runCommand(["bus", ...args, "--socket", socket]);
    expect(outcome).toMatchObject({
      code: 69,
      stderr: expect.stringMatching(/decnet: TIMEOUT: .*within 0\.2 s/) as string,
    });
  });
});

describe("output that cannot be written", () => {
  test.each([
    ["pub", ["pub", "topology.a.status", "{}"]],
    ["status", ["status"]],
    ["topics", ["topics"]],
  ])("ends decnet bus %s with a line and 74", async (_name, args) => {
    const shell = '"$@" >/dev/full';
    const command = [process.execPath, DECNET, "bus", ...args];
    await using full = new RunningProcess("sh", ["-c", shell, "sh", ...command], {
      env: { ...minimalEnv(), DECNET_BUS_SOCKET: daemon.socket },
    });
    await expect(full.ended).resolves.toMatchObject({
      code: 74,
      stderr: "decnet: cannot write the output: ENOSPC: no space left on device, write.\n",
    });
  });
});
