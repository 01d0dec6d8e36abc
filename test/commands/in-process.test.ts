// The ways through a command that need no process of its own, nor a page of tests.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type RunningBroker, startBroker } from "decnet-bus/broker";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { eventOf } from "../support/broker-harness.ts";
import { runInProcess as run } from "../support/in-process.ts";
import { openPeer } from "../support/real-peer.ts";

let folder: string;
let socket: string;
let broker: RunningBroker;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "decnet-"));
  socket = join(folder, "bus.sock");
  broker = await startBroker({ socket, group: "", heartbeatS: 0 });
});

afterAll(async () => {
  await broker.stop();
  rmSync(folder, { recursive: true });
});

/** Publishes as soon as somebody listens. */
async function publish(): Promise<void> {
  const publisher = await openPeer(socket);
  publisher.send(eventOf("lab.x"));
  await publisher.fence();
  publisher.destroy();
}

describe("a command prints", () => {
  test.each([
    ["bus:status", [], /^NAME +PID /m],
    ["bus:status", ["--json"], /^\{"kind":"status"/],
    ["bus:status", ["--check"], /^alive: /],
    ["bus:who", ["lab.x"], /^nobody receives it$/m],
    ["bus:who", ["lab.x", "--json"], /^\{"topic":"lab\.x"/],
    ["bus:ping", ["--count", "1"], /^1 of 1 came back/m],
    ["bus:top", ["--json", "--count", "1"], /^\{"kind":"status"/],
  ] as const)("%s %j", async (id, args, text) => {
    const { lines, notes, error } = await run(id, [...args, "--socket", socket]);
    expect({ notes, error }).toEqual({ notes: [], error: undefined });
    expect(lines.join("\n")).toMatch(text);
  });

  test.each([
    [["--search", "attacker"], /^attacker\.observed$/m],
    [["--json"], /^\{"name":/],
  ])("bus:topics %j", async (args, text) => {
    expect((await run("bus:topics", args)).lines.join("\n")).toMatch(text);
  });

  test("bus:topics that it has found none", async () => {
    const { lines, notes } = await run("bus:topics", ["--search", "nope"]);
    expect({ lines, notes: notes.length }).toEqual({ lines: [], notes: 1 });
  });

  test.each([
    ["bus:sub", [], /^--:--:--\.--- {2}lab\.x /],
    ["bus:sub", ["--json"], /^\{"time":null,"topic":"lab\.x"/],
    ["bus:tap", ["--utc"], /^\d\d:.*Z {2}\(came\) {2}lab\.x /],
    ["bus:tap", ["--json"], /^\{"kind":"event"/],
    ["bus:tap", ["--stats", "--json"], /^\{"kind":"topic","topic":"lab\.x","count":1/],
  ] as const)("%s lab.x %j --count 1", async (id, args, text) => {
    const following = ["lab.x", ...args, "--count", "1", "--socket", socket];
    const { lines, error } = await run(id, following, () => void publish());
    expect(error).toBeUndefined();
    expect(lines[0]).toMatch(text);
  });
});

describe("a recording", () => {
  test("keeps what came, shows it, and is published again", async () => {
    const file = join(folder, "events.bin");
    const kept = await run("bus:record", [file, "lab.>", "--count", "1", "--socket", socket], () => void publish());
    expect(kept).toMatchObject({ notes: ["decnet: recording lab.>"], error: undefined });
    expect(kept.lines[0]).toMatch(/^recorded 1 event in [\d.]+ s: .*events\.bin, /);
    for (const [args, text] of [
      [["--dry-run"], /^1 event of [\d.]+ s, 1 to be replayed, 0 lost$/m],
      [["--dry-run", "--json"], /^\{"kind":"recording",.*"patterns":\["lab\.>"\]/],
      [["--speed", "max"], /^published 1 event$/],
      [["--speed", "max", "--json"], /^\{"kind":"replayed","published":1,"leftOut":0,/],
    ] as const) {
      const { lines, error } = await run("bus:replay", [file, ...args, "--socket", socket]);
      expect(error).toBeUndefined();
      expect(lines.join("\n")).toMatch(text);
    }
  });

  test("is said in JSON, and ends by its time or its size as well", async () => {
    for (const bound of [
      ["--duration", "0.01"],
      ["--max-bytes", "1000"],
    ]) {
      const file = join(folder, `${bound[0]}.bin`);
      const { lines, error } = await run("bus:record", [file, ...bound, "--json", "--socket", socket], (note) => {
        if (note.startsWith("decnet: recording")) for (let count = 0; count < 20; count++) void publish();
      });
      expect(error).toBeUndefined();
      expect(JSON.parse(lines[0]!)).toMatchObject({ ended: bound[0]!.slice(2) });
    }
  });

  test("is not written over, and nothing else is taken for one", async () => {
    const file = join(folder, "taken.bin");
    writeFileSync(file, "no recording");
    expect((await run("bus:record", [file, "--socket", socket])).error).toMatchObject({ oclif: { exit: 2 } });
    const replayed = await run("bus:replay", [file, "--socket", socket]);
    expect(replayed.error).toMatchObject({ oclif: { exit: 74 } });
    expect(replayed.notes.join()).toContain("INVALID_RECORDING");
  });
});

describe("a command shows", () => {
  const root = (): string => join(folder, "root");
  test.each([
    ["bus:install", () => ["--dry-run", "--prefix", root()], /^\+ListenStream=\/run\/decnet\/bus\.sock$/m],
    [
      "bus:install",
      () => ["--dry-run", "--json", "--prefix", root()],
      /^\{"file":".*decnet-bus\.service","action":"create"/m,
    ],
    ["bus:uninstall", () => ["--dry-run", "--prefix", root()], /./],
    ["bus:doctor", () => ["--verbose", "--socket", socket], /socket/],
    ["bus:doctor", () => ["--json", "--socket", socket], /^\{.*"check":"socket"/m],
    ["bus:conformance", () => ["--list"], /control\/ping/],
  ] as const)("%s", async (id, args, text) => {
    const { lines } = await run(id, args());
    expect(lines.join("\n")).toMatch(text);
  });
});

describe("a command that is interrupted", () => {
  test.each([
    ["bus:sub", ["lab.x"]],
    ["bus:tap", ["lab.x", "--stats"]],
  ] as const)("%s ends with 130", async (id, args) => {
    const { error } = await run(id, [...args, "--socket", socket], () => process.emit("SIGINT"));
    expect(error).toMatchObject({ oclif: { exit: 130 } });
  });
});

describe("a command that fails", () => {
  test.each([
    [
      "bus:status",
      ["--socket", "/proc/nonexistent/b"],
      69,
      "decnet: UNAVAILABLE: there is no socket at /proc/nonexistent/b,",
    ],
    ["bus:who", ["a..b"], 2, 'decnet: INVALID_TOPIC: "a..b" is no topic'],
    ["bus:tap", ["a.>.b"], 2, "decnet: INVALID_PATTERN: "],
    ["bus:top", ["--socket", ""], 78, "decnet: INVALID_CONFIG: "],
  ] as const)("%s %j ends with %d, and a line", async (id, args, exit, line) => {
    const { lines, notes, error } = await run(id, args);
    expect(error).toMatchObject({ oclif: { exit } });
    expect({ lines, notes }).toMatchObject({ lines: [], notes: [expect.stringContaining(line) as string] });
  });
});
