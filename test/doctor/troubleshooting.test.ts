// What goes wrong, made to go wrong: real buses, real clients, and `decnet bus doctor` as somebody types it.

import { once } from "node:events";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { doctor } from "../../src/cli/doctor.ts";
import { plain } from "../../src/cli/style.ts";
import { thisDoctorHost } from "../../src/doctor/examine.ts";
import { eventOf } from "../support/broker-harness.ts";
import { type Daemon, startDaemon } from "../support/daemon.ts";
import { units } from "../support/doctor-facts.ts";
import type { RawPeer } from "../support/raw-peer.ts";
import { openPeer } from "../support/real-peer.ts";
import { ROOT, runCommand, startCommand } from "../support/run-command.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { TROUBLESHOOTING } from "./troubleshooting.ts";

interface Diagnosis {
  readonly code: number | null;
  /** `verdict: seen → mend`, by check. */
  readonly of: Readonly<Record<string, string>>;
}

const textOf = ({ verdict, seen, mend }: { verdict: string; seen: string; mend: string | null }): string =>
  `${verdict}: ${seen}${mend === null ? "" : ` → ${mend}`}`;

function diagnosisOf(code: number | null, lines: readonly string[]): Diagnosis {
  const findings = lines.map(
    (line) => JSON.parse(line) as { check: string; verdict: string; seen: string; mend: string },
  );
  return { code, of: Object.fromEntries(findings.map((finding) => [finding.check, textOf(finding)])) };
}

async function diagnose(env: Readonly<Record<string, string>>, ...args: readonly string[]): Promise<Diagnosis> {
  const { code, stdout, stderr } = await runCommand(["bus", "doctor", "--json", ...args], { env });
  expect(stderr).toBe("");
  return diagnosisOf(code, stdout.trim().split("\n"));
}

async function bus(args?: readonly string[]): Promise<Daemon> {
  const daemon = await startDaemon(args === undefined ? {} : { args: ["--group", "", ...args] });
  onTestFinished(() => daemon[Symbol.asyncDispose]());
  return daemon;
}

async function worker(daemon: Daemon, name: string, ...patterns: readonly string[]): Promise<RawPeer> {
  const peer = await openPeer(daemon.socket, name);
  onTestFinished(() => peer.destroy());
  for (const pattern of patterns) await peer.subscribe(pattern);
  return peer;
}

describe("a host on which all is well", () => {
  test("is found well: one line, and 0", async () => {
    const daemon = await bus(["--heartbeat", "0.05"]);
    await worker(daemon, "mutator", "topology.*.mutation.enqueued");
    const api = await worker(daemon, "api", "topology.abc.>", "system.bus.health");
    await api.next("event");
    const lines: string[] = [];
    const request = { socket: daemon.socket, env: {}, timeout: 5, json: false, verbose: false, width: 200 };
    // Whatever else this host has.
    const host = {
      ...thisDoctorHost,
      usualSockets: () => [],
      units: async () => undefined,
      somaxconn: async () => 4_096,
    };
    const code = await doctor({ ...request, style: plain, print: (line) => lines.push(line) }, host);
    expect({ code, lines }).toEqual({
      code: 0,
      lines: [
        expect.stringMatching(
          /^all is well: 14 checks.*; decnet-bus\/\S+ answers in .* ms, and is up for \d+ s$/,
        ) as string,
      ],
    });
  });

  test("shows all that was seen with --verbose", async () => {
    const daemon = await bus();
    const { code, stdout } = await runCommand(["bus", "doctor", "--verbose"], {
      env: { DECNET_BUS_SOCKET: daemon.socket },
    });
    expect(code).toBe(0);
    expect(stdout).toContain(`✓ socket       ${daemon.socket} (DECNET_BUS_SOCKET)\n`);
    expect(stdout).toContain(
      `✓ process      the bus is process ${daemon.process.pid} of user number ${process.getuid!()}\n`,
    );
    expect(stdout.trim().split("\n").at(-1)).toMatch(/^14 checks: /);
  });
});

describe("bus: unavailable", () => {
  test("the service is not running", async () => {
    const lines: string[] = [];
    const request = { socket: join(temporaryFolder(), "bus.sock"), env: {}, timeout: 2, json: true, verbose: false };
    const inactive = { active: "inactive", mainPid: 0 };
    const host = { ...thisDoctorHost, units: () => Promise.resolve(units(inactive, inactive)) };
    const code = await doctor({ ...request, width: 80, style: plain, print: (line) => lines.push(line) }, host);
    expect(diagnosisOf(code, lines)).toMatchObject({
      code: 69,
      of: { service: "fail: decnet-bus.service is not running (inactive) → sudo systemctl start decnet-bus.service" },
    });
  });

  test("there is no socket, and no bus", async () => {
    const path = join(temporaryFolder(), "gone/bus.sock");
    const { code, of } = await diagnose({ DECNET_BUS_SOCKET: path });
    expect(code).toBe(69);
    expect(of["socket"]).toContain(`fail: there is no socket at ${path}, nor even the folder`);
    expect(of["socket"]).toContain("→");
  });

  test("the bus was killed, and has left its socket", async () => {
    const daemon = await bus();
    await daemon.kill();
    const { code, of } = await diagnose({ DECNET_BUS_SOCKET: daemon.socket });
    expect(code).toBe(69);
    expect(of).toMatchObject({
      socket: `pass: ${daemon.socket} (DECNET_BUS_SOCKET)`,
      answer: expect.stringContaining(
        `fail: nobody listens on ${daemon.socket}; the file is left from a bus that ended →`,
      ) as string,
    });
  });

  test.each<[string, (stranger: Socket) => void, RegExp]>([
    [
      "ends every connection",
      (stranger) => stranger.destroy(),
      /^fail: .* closed the connection.* → .* as soon as it is made/,
    ],
    [
      "speaks HTTP",
      (stranger) => stranger.end("HTTP/1.1 400 Bad Request\r\n\r\n"),
      /^fail: .* closed the connection.* → .* as soon as it is made/,
    ],
    [
      "announces more than a frame",
      (stranger) => stranger.write("\u00ff".repeat(64), "latin1"),
      /→ .* is no bus of this kind/,
    ],
  ])("somebody else listens there who %s", async (_what, act, text) => {
    const path = join(temporaryFolder(), "bus.sock");
    const server = createServer((stranger) => act(stranger.on("error", () => {}))).listen(path);
    await once(server, "listening");
    onTestFinished(() => void server.close());
    const { code, of } = await diagnose({ DECNET_BUS_SOCKET: path });
    expect(code).toBe(69);
    expect(of["answer"]).toMatch(text);
    // Somebody serves it, so nobody is told to look elsewhere.
    expect(of["elsewhere"]).toMatch(/^skipped: /);
  });

  test.each([
    ["a file", (path: string) => writeFileSync(path, ""), "is a file, not a socket", 78],
    ["a folder", (path: string) => mkdirSync(path), "is a folder, not a socket", 78],
  ])("%s is in the place of the socket", async (_what, make, text, status) => {
    const path = join(temporaryFolder(), "bus.sock");
    make(path);
    const { code, of } = await diagnose({ DECNET_BUS_SOCKET: path });
    expect(code).toBe(status);
    expect(of["socket"]).toContain(`fail: ${path} ${text} (DECNET_BUS_SOCKET) →`);
  });

  test("the path can be none", async () => {
    const tooLong = `/tmp/${"x".repeat(200)}`;
    await expect(diagnose({ DECNET_BUS_SOCKET: "" })).resolves.toMatchObject({ code: 78 });
    const { code, of } = await diagnose({ DECNET_BUS_SOCKET: tooLong });
    expect(code).toBe(78);
    expect(of["socket"]).toContain("a UNIX socket takes at most 107");
  });

  test("the environments of bus and worker disagree", async () => {
    const folder = temporaryFolder();
    const [busPath, workerPath] = [join(folder, "bus.sock"), join(folder, "worker.sock")];
    const daemon = startCommand(["bus", "--group", ""], { env: { DECNET_BUS_SOCKET: busPath } });
    onTestFinished(() => daemon[Symbol.asyncDispose]());
    await daemon.stderr.has("listening");
    const lines: string[] = [];
    // Other buses of this host, such as those of other tests, are none of this one's business.
    const processes = async () => (await thisDoctorHost.processes()).filter(({ pid }) => pid === daemon.pid);
    const request = { env: { DECNET_BUS_SOCKET: workerPath }, timeout: 2, json: true, verbose: false, width: 80 };
    const code = await doctor(
      { ...request, style: plain, print: (line) => lines.push(line) },
      { ...thisDoctorHost, processes },
    );
    const { of } = diagnosisOf(code, lines);
    expect(code).toBe(69);
    expect(of["elsewhere"]).toContain(
      `fail: nobody serves ${workerPath}, but a bus listens on ${busPath}: two DECNET_BUS_SOCKET that disagree`,
    );
    expect(of["environment"]).toBe(
      `warn: DECNET_BUS_SOCKET is "${busPath}" for the bus (process ${daemon.pid}), and "${workerPath}" in this shell → have both read the same env file: EnvironmentFile=-/etc/decnet/bus.env`,
    );
  });

  test("the bus hangs", async () => {
    const daemon = await bus();
    daemon.process.kill("SIGSTOP");
    const { code, of } = await diagnose({ DECNET_BUS_SOCKET: daemon.socket }, "--timeout", "0.5");
    expect(code).toBe(69);
    expect(of["answer"]).toContain("fail: the bus hangs");
    expect(of["process"]).toContain(`is stopped (SIGSTOP, or Ctrl-Z in its shell) → kill -CONT ${daemon.process.pid}`);
  });

  test("the bus is full", async () => {
    const daemon = await bus(["--max-connections", "1"]);
    await worker(daemon, "greedy");
    const { code, of } = await diagnose({ DECNET_BUS_SOCKET: daemon.socket });
    expect(code).toBe(69);
    expect(of["answer"]).toMatch(/^fail: .*this bus serves 1 connections at a time.* → .*--max-connections/);
  });

  test("the bus is switched off for workers of this shell", async () => {
    const daemon = await bus();
    const { code, of } = await diagnose({ DECNET_BUS_ENABLED: "false", DECNET_BUS_SOCKET: daemon.socket });
    expect(code).toBe(0);
    expect(of["shell"]).toContain("warn: DECNET_BUS_ENABLED=false in this shell");
  });
});

describe("SSE stream connects but events never arrive", () => {
  test("the mutator is not running", async () => {
    const daemon = await bus();
    await worker(daemon, "api", "topology.abc.>");
    const { code, of } = await diagnose({ DECNET_BUS_SOCKET: daemon.socket });
    expect(code).toBe(0);
    expect(of["mutator"]).toMatch(/^warn: no mutator is connected.* → start it.*smoke-mutator\.sh/);
  });

  test("the API does not reach the bus", async () => {
    const daemon = await bus();
    await worker(daemon, "reconciler", "topology.*.mutation.enqueued");
    const { of } = await diagnose({ DECNET_BUS_SOCKET: daemon.socket });
    expect(of["mutator"]).toMatch(
      /^warn: reconciler\[\d+\] is connected, but nobody who forwards topology\.\* .*→ see that the API has this DECNET_BUS_SOCKET/,
    );
  });

  test("all are connected, and it is the topology", async () => {
    const daemon = await bus();
    await worker(daemon, "mutator", "topology.*.mutation.enqueued");
    await worker(daemon, "api", "topology.abc.>");
    const { of } = await diagnose({ DECNET_BUS_SOCKET: daemon.socket });
    expect(of["mutator"]).toMatch(
      /^pass: mutator\[\d+\] and api\[\d+\] are connected; no topology\.\* was published yet\. Of a topology that is neither active nor degraded no events come/,
    );
  });
});

describe("dropped events under load", () => {
  test("a subscriber is too slow", async () => {
    const daemon = await bus(["--queue-events", "4"]);
    const slow = await worker(daemon, "slow", "lab.>");
    const publisher = await worker(daemon, "publisher");
    slow.pause();
    const stop = new AbortController();
    // What the socket takes is not lost yet; from then on every event is.
    const flood = (async () => {
      while (!stop.signal.aborted) {
        for (let count = 0; count < 8; count++) publisher.send(eventOf("lab.a", 100_000));
        await publisher.fence();
      }
    })();
    try {
      const losing = async (): Promise<string> => (await diagnose({ DECNET_BUS_SOCKET: daemon.socket })).of["drops"]!;
      let seen = await losing();
      for (let tries = 0; tries < 10 && !seen.startsWith("warn"); tries++) seen = await losing();
      expect(seen).toMatch(
        /^warn: subscribers lose events now, .*slow\[\d+\] [\d.]+\/s .* → speed up the body of their loop/,
      );
    } finally {
      stop.abort();
      await flood;
    }
  });
});

test("every line of the troubleshooting page is a scenario in which the doctor names the cause", () => {
  const files = ["test/doctor/troubleshooting.test.ts", "test/system/doctor.test.ts"];
  const titles = files.flatMap((file) =>
    Array.from(
      readFileSync(join(ROOT, file), "utf8").matchAll(/^ *test\((?:"([^"]*)"|'([^']*)')/gm),
      (found) => found[1] ?? found[2]!,
    ),
  );
  const scenarios: readonly string[] = Object.values<Readonly<Record<string, readonly string[]>>>(TROUBLESHOOTING)
    .flatMap((lines) => Object.values(lines))
    .flat();
  expect(scenarios.length).toBeGreaterThan(0);
  expect(scenarios.filter((scenario) => !titles.includes(scenario))).toEqual([]);
});
