import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Daemon, startDaemon } from "../support/daemon.ts";
import { noTerminal, onTerminal } from "../support/pty.ts";
import { openPeer } from "../support/real-peer.ts";
import { DECNET, runCommand, startCommand } from "../support/run-command.ts";
import { scriptedBus } from "../support/scripted-bus.ts";
import { silentBus } from "../support/silent-bus.ts";

let daemon: Daemon;

beforeAll(async () => {
  daemon = await startDaemon();
  const worker = await openPeer(daemon.socket, "evil\u202Ename");
  await worker.subscribe("lab.>");
  return () => worker.destroy();
});

afterAll(() => daemon[Symbol.asyncDispose]());

describe("decnet bus status", () => {
  test("prints a table, which in a pipe is not cut", async () => {
    const { code, stdout, stderr } = await runCommand(["bus", "status", "--socket", daemon.socket], {
      env: { USER: "op" },
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain(daemon.socket);
    expect(stdout).toContain("2 connections of 1,024, 1 pattern");
    expect(stdout).toMatch(/^evil\\u202ename +\d+ .* lab\.>$/m);
    expect(stdout).toMatch(/^decnet \(op\) +\d+ .* -$/m);
  });

  test("prints what the library has as one line with --json", async () => {
    const { code, stdout } = await runCommand(["bus", "status", "--json", "--socket", daemon.socket]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^[\u0020-\u007E]+\n$/);
    expect(JSON.parse(stdout)).toMatchObject({
      kind: "status",
      totals: { connections: 2 },
      connections: [{ clientName: "evil\u202Ename", patterns: ["lab.>"] }, { clientName: "decnet" }],
    });
  });

  test("is not wider than the terminal", async (context) => {
    if (noTerminal() !== undefined) context.skip(noTerminal());
    await using status = onTerminal(`"${process.execPath}" "${DECNET}" bus status --socket "${daemon.socket}"`, {
      columns: 44,
      env: { NO_COLOR: "1" },
    });
    const { stdout } = await status.ended;
    const lines = stdout.replaceAll("\r", "").split("\n");
    expect(lines.some((line) => line.startsWith("evil"))).toBe(true);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(44);
  });
});

describe("decnet bus status --check", () => {
  test("says that the bus lives", async () => {
    const { code, stdout } = await runCommand(["bus", "status", "--check", "--socket", daemon.socket]);
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`^alive: ${daemon.socket} answers in [\\d.]+ ms\n$`));
  });

  test("says it as JSON", async () => {
    const { stdout } = await runCommand(["bus", "status", "--check", "--json", "--socket", daemon.socket]);
    expect(JSON.parse(stdout)).toEqual({
      alive: true,
      socket: daemon.socket,
      roundTripMs: expect.any(Number) as number,
    });
  });

  test("fails where there is none", async () => {
    const { code, stdout, stderr } = await runCommand(["bus", "status", "--check", "--socket", "/proc/nonexistent/b"]);
    expect({ code, stdout }).toEqual({ code: 69, stdout: "" });
    expect(stderr).toMatch(/^decnet: UNAVAILABLE: there is no socket at \/proc\/nonexistent\/b, .*\n$/);
  });

  test("fails where one does not answer: when it is connected to, and when it is asked", async () => {
    const { socket } = await silentBus();
    const hung = await runCommand(["bus", "status", "--check", "--timeout", "0.2", "--socket", socket]);
    expect(hung).toMatchObject({
      code: 69,
      stdout: "",
      stderr: expect.stringContaining("did not answer within 0.2 s: does it hang?") as string,
    });
    const scripted = await scriptedBus();
    await using half = startCommand(["bus", "status", "--check", "--timeout", "0.5", "--socket", scripted.socket]);
    await (await scripted.client).next("ping");
    await expect(half.ended).resolves.toMatchObject({
      code: 69,
      stdout: "",
      stderr: expect.stringMatching(/TIMEOUT: The bus did not confirm/) as string,
    });
  });
});
