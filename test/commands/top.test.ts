// `decnet bus top` on a real terminal: what its user has to have back, whatever way it ends.

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Daemon, startDaemon } from "../support/daemon.ts";
import { noTerminal, onTerminal, resize } from "../support/pty.ts";
import { DECNET, runCommand } from "../support/run-command.ts";
import type { RunningProcess } from "../support/running-process.ts";

const ESCAPE = "\u001B";
const ENTER = `${ESCAPE}[?1049h`;
const LEAVE = `${ESCAPE}[?25h${ESCAPE}[?1049l`;

let daemon: Daemon;

beforeAll(async () => {
  daemon = await startDaemon();
});

afterAll(() => daemon[Symbol.asyncDispose]());

function topLine(args = ""): string {
  return `"${process.execPath}" "${DECNET}" bus top --interval 0.1 --socket "${daemon.socket}" ${args}`;
}

/** On a terminal, and says after it what the terminal is like. */
function startTop(args = "", size = {}): RunningProcess {
  return onTerminal(`${topLine(args)}; printf 'status=%s\\n' $?; stty -a`, size);
}

function screens({ stdout }: RunningProcess): number {
  return stdout.text.split(ENTER).length - 1;
}

/** What came after the screen was left for the last time. */
function afterwards(text: string): string {
  expect(text).toContain(LEAVE);
  return text.slice(text.lastIndexOf(LEAVE));
}

/** The terminal takes lines again, and shows what is typed. */
const USUAL_TERMINAL = /\sisig icanon .*\secho /s;

const why = noTerminal();

describe.skipIf(why !== undefined)(`decnet bus top on a terminal${why === undefined ? "" : ` (${why})`}`, () => {
  test.each([
    ["q", "q", 0],
    ["Ctrl-C", "\u0003", 130],
  ])("ends on %s, and gives the terminal back", async (_what, key, status) => {
    await using top = startTop();
    await top.stdout.has("1 connection");
    top.type(key);
    const { stdout } = await top.ended;
    const after = afterwards(stdout);
    expect(after).toContain(`status=${status}`);
    expect(after).toMatch(USUAL_TERMINAL);
  });

  test("ends after --count looks, without colours where NO_COLOR says so", async () => {
    await using top = startTop("--count 2", { env: { NO_COLOR: "1" } });
    const { stdout } = await top.ended;
    expect(afterwards(stdout)).toContain("status=0");
    expect(stdout.split(ESCAPE).filter((text) => /^\[[\d;]*m/.test(text))).toEqual([]);
  });

  test("gives the terminal back when it is told to end (SIGTERM)", async () => {
    const before = daemon.log.length;
    await using top = startTop();
    await top.stdout.has("1 connection");
    const { clientPid } = daemon.log.slice(before).find(({ msg }) => msg === "client connected")!;
    process.kill(clientPid as number, "SIGTERM");
    const { stdout } = await top.ended;
    expect(afterwards(stdout)).toContain("status=143");
    expect(afterwards(stdout)).toMatch(USUAL_TERMINAL);
  });

  test("is as large as the terminal, also when that changes", async () => {
    const lastLine = (row: number): string => `\u001B[${row};1H\u001B[2Kq quit`;
    await using top = startTop("", { columns: 100, rows: 30, env: { NO_COLOR: "1" } });
    await top.stdout.has(lastLine(30));
    resize(top, 40, 12);
    await top.stdout.has(lastLine(12));
    top.type("q");
    const { stdout } = await top.ended;
    const resized = stdout.slice(stdout.indexOf(lastLine(12)));
    expect(resized).not.toContain("\u001B[13;1H");
  });

  test("makes room for the shell on Ctrl-Z, and comes back with fg", async () => {
    await using shell = onTerminal("exec bash --norc --noprofile -i", { env: { PS1: "$ " } });
    shell.type(`${topLine()}\n`);
    await shell.stdout.has("1 connection");
    shell.type("\u001A");
    await shell.stdout.has("Stopped");
    expect(afterwards(shell.stdout.text)).toContain("Stopped");
    shell.type("fg\n");
    await shell.stdout.until(() => screens(shell) === 2, "taking the screen again");
    shell.type("q");
    await shell.stdout.until(() => shell.stdout.text.split(LEAVE).length === 3, "leaving it again");
    shell.type("printf 'status=%s\\n' $?; stty -a; exit\n");
    const { stdout } = await shell.ended;
    expect(afterwards(stdout)).toContain("status=0");
  });

  test("says that the bus has gone, and is no worse for it", async () => {
    await using doomed = await startDaemon();
    await using top = onTerminal(`${topLine().replace(daemon.socket, doomed.socket)}; printf 'status=%s\\n' $?`);
    await top.stdout.has("1 connection");
    await doomed.kill();
    await top.stdout.has("NO BUS for");
    top.type("q");
    const { stdout } = await top.ended;
    expect(afterwards(stdout)).toContain("status=0");
  });

  test("does not take the terminal when there is no bus", async () => {
    await using top = onTerminal(
      `"${process.execPath}" "${DECNET}" bus top --socket /proc/nonexistent/b; printf 'status=%s\\n' $?`,
    );
    const { stdout } = await top.ended;
    expect(stdout).not.toContain(ENTER);
    expect(stdout).toContain("decnet: UNAVAILABLE: there is no socket at /proc/nonexistent/b,");
    expect(stdout).toContain("status=69");
  });
});

describe("decnet bus top in a pipe", () => {
  const args = ["bus", "top", "--interval", "0.1", "--count", "2"];

  test("prints titles and a line for each look", async () => {
    const { code, stdout, stderr } = await runCommand([...args, "--utc", "--socket", daemon.socket]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout.split("\n")).toHaveLength(4);
    expect(stdout).toMatch(/^TIME .*\n\d\d:\d\d:\d\d\.\d{3}Z /);
  });

  test("prints a status for each look with --json", async () => {
    const { code, stdout } = await runCommand([...args, "--json", "--socket", daemon.socket]);
    expect(code).toBe(0);
    const looks = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as unknown);
    expect(looks).toMatchObject([{ kind: "status" }, { kind: "status", totals: { connections: 1 } }]);
  });
});
