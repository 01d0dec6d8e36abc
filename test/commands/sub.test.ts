import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { eventOf } from "../support/broker-harness.ts";
import { type Daemon, startDaemon } from "../support/daemon.ts";
import type { RawPeer } from "../support/raw-peer.ts";
import { openPeer } from "../support/real-peer.ts";
import { type CommandOptions, DECNET, minimalEnv, runCommand, startCommand } from "../support/run-command.ts";
import { RunningProcess } from "../support/running-process.ts";

let daemon: Daemon;
let publisher: RawPeer;

beforeAll(async () => {
  daemon = await startDaemon();
});

afterAll(() => daemon[Symbol.asyncDispose]());

beforeEach(async () => {
  publisher = await openPeer(daemon.socket);
  return () => publisher.destroy();
});

/** Resolves when it is subscribed: what is published from now on reaches it. */
async function startSub(
  args: readonly string[],
  { socket = daemon.socket, ...options }: CommandOptions & { socket?: string } = {},
): Promise<RunningProcess> {
  const command = startCommand(["bus", "sub", "--socket", socket, ...args], options);
  await command.stderr.has("subscribed to");
  return command;
}

function publish(...topics: readonly string[]): void {
  publisher.send(...topics.map((topic) => eventOf(topic)));
}

const topicsIn = (lines: readonly string[]): string[] =>
  lines.map((line) => (JSON.parse(line) as { topic: string }).topic);

describe("decnet bus sub prints", () => {
  test("a line for people for each event, and its notes elsewhere", async () => {
    await using sub = await startSub(["topology.*.status", "--count", "2"]);
    publisher.send({ case: "event", value: { topic: "topology.a.status", type: "t", source: "s" } });
    publish("topology.b.other", "topology.b.status");
    const { code, stdout, stderr } = await sub.ended;
    expect(code).toBe(0);
    expect(stdout).toBe(
      '--:--:--.---  topology.a.status  t  s  {"state":"","reason":""}\n' +
        '--:--:--.---  topology.b.status  status  -  {"state":"","reason":""}\n',
    );
    expect(stderr).toBe("decnet: subscribed to topology.*.status\n");
  });

  test("one JSON object a line with --json, and nothing else", async () => {
    await using sub = await startSub([">", "--json", "--count", "2"]);
    publish("system.log", "lab.x");
    const { code, stdout } = await sub.ended;
    expect(code).toBe(0);
    expect(stdout.split("\n")).toHaveLength(3);
    expect(JSON.parse(sub.stdout.lines[0]!)).toMatchObject({
      topic: "system.log",
      name: "system.log",
      type: "log",
      payload: { level: "", component: "", message: "" },
      gap: null,
    });
    expect(JSON.parse(sub.stdout.lines[1]!)).toMatchObject({ topic: "lab.x", name: null, payload: {} });
  });

  test("an event that several patterns match once", async () => {
    await using sub = await startSub(["a.*", "a.b", ">", "a.>", "--json", "--count", "3"]);
    publish("a.b", "c", "a.b.c");
    await expect(sub.ended).resolves.toMatchObject({ code: 0, stderr: "decnet: subscribed to a.* a.b > a.>\n" });
    expect(topicsIn(sub.stdout.lines).toSorted()).toEqual(["a.b", "a.b.c", "c"]);
  });

  test("no more than --count", async () => {
    await using sub = await startSub([">", "--json", "--count", "2"]);
    publish("a", "b", "c", "d");
    await expect(sub.ended).resolves.toMatchObject({ code: 0 });
    expect(topicsIn(sub.stdout.lines)).toEqual(["a", "b"]);
  });

  test("what a publisher means for the terminal as text", async () => {
    await using sub = await startSub([">", "--count", "1"]);
    const hostile = "\u001B]0;title\u0007\u009B2J";
    publisher.send({ case: "event", value: { topic: "lab.x", type: hostile, source: hostile } });
    const { stdout } = await sub.ended;
    const shown = "\\u001b]0;title\\u0007\\u009b2J";
    expect(stdout).toBe(`--:--:--.---  lab.x  ${shown}  ${shown}  {}\n`);
  });

  test.each([
    ["FORCE_COLOR", { FORCE_COLOR: "1" }, true],
    ["FORCE_COLOR and NO_COLOR", { FORCE_COLOR: "1", NO_COLOR: "1" }, true],
    ["NO_COLOR", { NO_COLOR: "1" }, false],
    ["nothing said", {}, false],
  ])("into a pipe, with %s, in colours: %3$s", async (_what, env, coloured) => {
    await using sub = await startSub(["lab.x", "--count", "1"], { env });
    publish("lab.x");
    const { stdout } = await sub.ended;
    expect(stdout.includes("\u001B[36mlab.x\u001B[39m")).toBe(coloured);
    expect(stdout.includes("\u001B")).toBe(coloured);
  });
});

describe("decnet bus sub ends", () => {
  test("with 69 when --timeout is over before it is subscribed: nothing could have come", async () => {
    const outcome = await runCommand(["bus", "sub", ">", "--socket", daemon.socket, "--timeout", "0"]);
    expect(outcome).toMatchObject({
      code: 69,
      stdout: "",
      stderr: "decnet: TIMEOUT: The bus did not take the subscription within 0 s.\n",
    });
  });

  test("with 69 when --timeout is over before --count events came, which it counts", async () => {
    const args = ["bus", "sub", "a.*", "--socket", daemon.socket, "--count", "3", "--timeout", "0"];
    const { code, stderr } = await runCommand(args);
    expect(code).toBe(69);
    expect(stderr).toContain("decnet: TIMEOUT: 0 of 3 events came within 0 s.");
  });

  test("with 0 when --count events came within --timeout", async () => {
    await using sub = await startSub(["a.*", "--count", "1", "--timeout", "3600"]);
    publish("a.b");
    await expect(sub.ended).resolves.toMatchObject({ code: 0 });
  });

  test.each([
    ["SIGTERM", "shutting down"],
    ["SIGKILL", "closed the connection, without a word of why"],
  ] as const)("with 69 when the bus goes away (%s), and says why", async (signal, why) => {
    await using doomed = await startDaemon();
    await using sub = await startSub([">"], { socket: doomed.socket });
    await doomed.stop(signal);
    const { code, stdout, stderr } = await sub.ended;
    expect({ code, stdout }).toEqual({ code: 69, stdout: "" });
    expect(stderr).toMatch(new RegExp(`decnet: UNAVAILABLE: The bus went away\\. .*${why}`));
  });

  test("with 130 on Ctrl-C, having left the bus in order", async () => {
    await using sub = await startSub(["lab.x"]);
    sub.kill("SIGINT");
    await expect(sub.ended).resolves.toMatchObject({
      code: 130,
      signal: null,
      stdout: "",
      stderr: "decnet: subscribed to lab.x\n",
    });
    await daemon.logged("client disconnected", { clientPid: sub.pid });
    expect(daemon.log.filter(({ clientPid }) => clientPid === sub.pid)).toMatchObject([
      { msg: "client connected" },
      { msg: "client disconnected" },
    ]);
  });

  test("with 0, and without a word, when nobody reads on: | head -1", async () => {
    const script = '"$@" 2>err | head -1; echo "${PIPESTATUS[0]}"; cat err >&2';
    const sub = [process.execPath, DECNET, "bus", "sub", ">", "--socket", daemon.socket];
    await using shell = new RunningProcess("bash", ["-c", script, "bash", ...sub], {
      env: minimalEnv(),
      cwd: daemon.folder,
    });
    await untilSubscribed(shell);
    publish("lab.first");
    await shell.stdout.firstLines(1);
    publish("lab.second");
    const { stdout, stderr } = await shell.ended;
    expect(stdout).toBe("--:--:--.---  lab.first  -  -  {}\n0\n");
    expect(stderr).toBe("decnet: subscribed to >\n");
  });

  test("with what it is for, also when nobody reads its notes", async () => {
    await using sub = startCommand(["bus", "sub", ">", "--socket", daemon.socket, "--count", "1"]);
    sub.stderr.stopReading();
    await untilSubscribed(sub);
    publish("lab.x");
    await expect(sub.ended).resolves.toMatchObject({ code: 0, stdout: expect.stringContaining("lab.x") as string });
  });
});

describe("decnet bus sub refuses", () => {
  test.each([
    ["no pattern", [], 2, "Missing 1 required arg"],
    ["a pattern that is none", ["a.>.b"], 2, "INVALID_PATTERN"],
    ["a pattern with white space", ["a b"], 2, "INVALID_PATTERN"],
    ["an empty pattern", [""], 2, "INVALID_PATTERN"],
    ["one bad pattern among good ones", ["a.b", "a*"], 2, "INVALID_PATTERN"],
    ["a count of 0", [">", "--count", "0"], 2, "--count"],
    ["a count that is no number", [">", "--count", "some"], 2, "--count"],
    ["a time-out that is no number", [">", "--timeout", "soon"], 2, "--timeout"],
  ] as const)("%s", async (_what, args, code, text) => {
    const outcome = await runCommand(["bus", "sub", ...args, "--socket", daemon.socket]);
    expect(outcome).toMatchObject({ code, stdout: "", stderr: expect.stringContaining(text) as string });
  });

  test("to wait for a bus that is not there", async () => {
    const outcome = await runCommand(["bus", "sub", ">", "--socket", "/proc/nonexistent/bus.sock"]);
    expect(outcome).toMatchObject({ code: 69, stdout: "", stderr: expect.stringContaining("UNAVAILABLE") as string });
  });
});

/** Asks the daemon, where the command's own note cannot be read. */
async function untilSubscribed(command: RunningProcess): Promise<void> {
  const ended = command.ended.then(({ stderr }) => Promise.reject(new Error(stderr)));
  for (let patterns = 0; patterns === 0;) {
    publisher.send({ case: "statusRequest", value: { ref: 1 } });
    const { totals } = await Promise.race([publisher.next("status"), ended]);
    patterns = totals!.patterns;
  }
  ended.catch(() => {});
}
