// `decnet bus` from its flags to its end, in this process: what it makes of its flags is seen from outside, by whoever connects.

import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { runInProcess, type Said } from "../support/in-process.ts";
import type { RawPeer } from "../support/raw-peer.ts";
import { openPeer } from "../support/real-peer.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

let socket: string;
/** What it has written to stderr. */
let logged: string;
let listening: PromiseWithResolvers<void>;

beforeEach(() => {
  socket = join(temporaryFolder(), "bus.sock");
  logged = "";
  listening = Promise.withResolvers();
  vi.spyOn(process.stderr, "write").mockImplementation((text) => {
    logged += String(text);
    if (logged.includes("listening")) listening.resolve();
    return true;
  });
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

/** Runs `decnet bus`, lets a client try it, and ends it as systemd does. */
async function bus(args: readonly string[], work: (peer: RawPeer) => Promise<void> = async () => {}): Promise<Said> {
  const said = runInProcess("bus", ["--socket", socket, "--group", "", ...args]);
  await listening.promise;
  const peer = await openPeer(socket);
  await work(peer);
  peer.destroy();
  process.emit("SIGTERM", "SIGTERM");
  return said;
}

describe("decnet bus", () => {
  test("runs until SIGTERM, ends with 0, and leaves nothing", async () => {
    const { error, lines } = await bus(["--log-format", "json", "--heartbeat", "0"]);
    expect({ exit: error?.oclif?.exit, lines }).toEqual({ exit: 0, lines: [] });
    const messages = logged.trimEnd().split("\n");
    expect(messages.map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual(
      expect.arrayContaining(["listening", "client connected", "stopping", "stopped"]),
    );
    expect(existsSync(socket)).toBe(false);
  });

  test("has the limits of its flags, and those of its configuration file where there is no flag", async () => {
    const config = join(temporaryFolder(), "bus.env");
    writeFileSync(config, "DECNET_BUS_MAX_PATTERNS=1\nDECNET_BUS_QUEUE_EVENTS=7\n");
    await bus(["--config", config, "--max-patterns", "2", "--log-format", "json"], async (peer) => {
      expect((await peer.subscribe("a")).code).toBe(0);
      expect((await peer.subscribe("b")).code).toBe(0);
      expect((await peer.subscribe("c")).code).not.toBe(0);
    });
    expect(logged).toMatch(/"maxPatterns":2\b/);
    expect(logged).toMatch(/"queueEvents":7\b/);
  });

  test("logs no more than --log-level", async () => {
    const said = runInProcess("bus", ["--socket", socket, "--group", "", "--log-level", "silent"]);
    await vi.waitUntil(() => existsSync(socket), { timeout: 15_000 });
    process.emit("SIGINT", "SIGINT");
    expect((await said).error?.oclif?.exit).toBe(0);
    expect(logged).toBe("");
  });
});

describe("decnet bus that cannot run", () => {
  test.each([
    [["--group", "", "--metrics", "0.0.0.0:1"], 78, "INVALID_CONFIG"],
    [["--group", "no-such-group-here"], 78, "NO_SUCH_GROUP"],
    [["--group", "", "--config", "/proc/nonexistent"], 78, "INVALID_CONFIG"],
  ])("%j ends with %d and a line", async (args, exit, code) => {
    const { error, notes } = await runInProcess("bus", ["--socket", socket, ...args]);
    expect(error?.oclif?.exit).toBe(exit);
    expect(notes).toEqual([expect.stringContaining(`decnet: ${code}: `)]);
    expect(logged).toBe("");
  });

  test.each([
    [["--max-patterns", "0"], "an integer greater than or equal to 1"],
    [["--heartbeat", "x"], "a number of seconds"],
    [["--log-level", "loud"], "one of"],
  ])("%j is wrong usage: 2", async (args, why) => {
    const { error } = await runInProcess("bus", args);
    expect(error?.oclif?.exit).toBe(2);
    expect(error?.message).toContain(why);
  });
});
