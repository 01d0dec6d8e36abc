import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import PubCommand from "../../src/commands/bus/pub.ts";
import { type Daemon, startDaemon } from "../support/daemon.ts";
import type { RawPeer } from "../support/raw-peer.ts";
import { openPeer } from "../support/real-peer.ts";
import { type CommandOptions, ROOT, runCommand } from "../support/run-command.ts";
import type { Outcome } from "../support/running-process.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const STATUS = "topology.abc.status";

let daemon: Daemon;
let subscriber: RawPeer;

beforeAll(async () => {
  daemon = await startDaemon();
});

afterAll(() => daemon[Symbol.asyncDispose]());

beforeEach(async () => {
  subscriber = await openPeer(daemon.socket);
  await subscriber.subscribe(">");
  return () => subscriber.destroy();
});

function pub(args: readonly string[], options: CommandOptions = {}): Promise<Outcome> {
  return runCommand(["bus", "pub", ...args], { ...options, env: { DECNET_BUS_SOCKET: daemon.socket, ...options.env } });
}

/** The one event that came: what is published is routed before the command ends. */
async function onlyEvent(): Promise<{ topic: string; type: string; source: string; text: string }> {
  await subscriber.fence();
  const { topic, type, source, payload } = await subscriber.next("event");
  expect(subscriber.inbox).toEqual([]);
  return { topic, type, source, text: Buffer.from(payload).toString("latin1") };
}

describe("decnet bus pub publishes", () => {
  test.each([
    ["from its argument", [STATUS, '{"state":"active"}'], ""],
    ["from stdin", [STATUS], '{"state":"active"}\n'],
    ["from stdin that is asked for", [STATUS, "-"], '{ "state": "active" }'],
  ])("a declared topic's payload %s", async (_where, args, input) => {
    const outcome = await pub(args, { input, env: { USER: "alice" } });
    expect(outcome).toEqual({ code: 0, signal: null, stdout: `published ${STATUS}\n`, stderr: "" });
    const { text, ...event } = await onlyEvent();
    expect(event).toEqual({ topic: STATUS, type: "", source: "decnet (alice)" });
    expect(text).toContain("active");
  });

  test("to nobody, and that is no failure", async () => {
    await subscriber.unsubscribe(">");
    await expect(pub([STATUS, "{}"])).resolves.toMatchObject({ code: 0 });
  });

  test.each(["--free-form", "--raw"])("any object to a topic outside the registry with %s", async (flag) => {
    await expect(pub(["lab.x.7", '{"any":["json",null]}', flag])).resolves.toMatchObject({ code: 0, stderr: "" });
    const { topic, text } = await onlyEvent();
    expect(topic).toBe("lab.x.7");
    expect(text).toContain("json");
  });

  test("with a type of one's own, and says as JSON what was published", async () => {
    const outcome = await pub([STATUS, "{}", "--type", "probe", "--json"]);
    expect(outcome).toMatchObject({ code: 0, stdout: `{"topic":"${STATUS}","type":"probe"}\n`, stderr: "" });
    await expect(onlyEvent()).resolves.toMatchObject({ topic: STATUS, type: "probe" });
  });

  test("to the bus that --socket names, whatever the environment says", async () => {
    const env = {
      DECNET_BUS_SOCKET: "/proc/nonexistent/bus.sock",
      DECNET_BUS_ENABLED: "false",
      DECNET_BUS_TYPE: "fake",
    };
    await expect(pub([STATUS, "{}", "-s", daemon.socket], { env })).resolves.toMatchObject({ code: 0 });
    await expect(onlyEvent()).resolves.toMatchObject({ topic: STATUS });
  });

  test("nothing but {} where stdin is a terminal and no payload is given", async () => {
    const descriptor = Object.getOwnPropertyDescriptor(process.stdin, "isTTY");
    Object.defineProperty(process.stdin, "isTTY", { value: true, configurable: true });
    onTestFinished(() => {
      if (descriptor === undefined) Reflect.deleteProperty(process.stdin, "isTTY");
      else Object.defineProperty(process.stdin, "isTTY", descriptor);
    });
    const log = vi.spyOn(PubCommand.prototype, "log").mockImplementation(() => {});
    onTestFinished(() => log.mockRestore());
    await PubCommand.run([STATUS, "--socket", daemon.socket], ROOT);
    expect(log).toHaveBeenCalledExactlyOnceWith(`published ${STATUS}`);
    await expect(onlyEvent()).resolves.toMatchObject({ topic: STATUS, text: "" });
  });
});

describe("decnet bus pub refuses, with nothing sent,", () => {
  test.each([
    [
      "a field that there is not",
      [STATUS, '{"stat":"x"}'],
      2,
      /INVALID_PAYLOAD: .*"stat".*Its fields: state, reason\./,
    ],
    ["what is not JSON", [STATUS, "state=active"], 2, /INVALID_PAYLOAD: .*not JSON/],
    ["an empty stdin", [STATUS], 2, /INVALID_PAYLOAD: .*not JSON/],
    ["an array", [STATUS, "[1]"], 2, /INVALID_PAYLOAD: .*it is an array/],
    ["a topic that is not declared", ["lab.x", "{}"], 2, /UNDECLARED_TOPIC: .*--free-form/],
    ["a pattern", ["topology.>", "{}"], 2, /INVALID_TOPIC: .*wildcards/],
    ["no topic", [], 2, /Missing 1 required arg/],
    ["an argument too many", [STATUS, "{}", "{}"], 2, /Unexpected argument: \{\}/],
    ["an empty socket path", [STATUS, "{}", "--socket", ""], 78, /INVALID_CONFIG: .*empty/],
  ] as const)("%s", async (_what, args, code, message) => {
    const outcome = await pub(args);
    expect(outcome).toMatchObject({ code, stdout: "", stderr: expect.stringMatching(message) as string });
    expect(outcome.stderr).not.toContain("    at ");
    await subscriber.fence();
    expect(subscriber.inbox).toEqual([]);
  });

  test("more than a frame can hold", async () => {
    const input = JSON.stringify({ reason: "x".repeat(1 << 20) });
    await expect(pub([STATUS, "-"], { input })).resolves.toMatchObject({
      code: 2,
      stdout: "",
      stderr: expect.stringContaining("EVENT_TOO_LARGE") as string,
    });
  });
});

describe("decnet bus pub without a bus", () => {
  test("says so", async () => {
    const socket = join(temporaryFolder(), "bus.sock");
    await expect(pub([STATUS, "{}", "--socket", socket])).resolves.toMatchObject({
      code: 69,
      stdout: "",
      stderr: expect.stringContaining(`decnet: UNAVAILABLE: there is no socket at ${socket}`) as string,
    });
  });

  test("but with the socket of one that was killed says that", async () => {
    await using dead = await startDaemon();
    await dead.kill();
    await expect(pub([STATUS, "{}", "--socket", dead.socket])).resolves.toMatchObject({
      code: 69,
      stderr: expect.stringContaining("decnet: UNAVAILABLE: nobody listens on") as string,
    });
  });

  test("tells a mistake as a mistake all the same", async () => {
    const outcome = await pub([STATUS, '{"stat":1}', "--socket", "/proc/nonexistent/bus.sock"]);
    expect(outcome).toMatchObject({ code: 2, stderr: expect.stringContaining("INVALID_PAYLOAD") as string });
  });
});

test("what stands on stdin is never the topic", async () => {
  const { code, stderr } = await runCommand(["bus", "pub"], { input: "topology.a.status" });
  expect(code).toBe(2);
  expect(stderr).toContain("Missing 1 required arg");
});

test("a payload on stdin that is not UTF-8 is refused, and not mended", async () => {
  const input = Buffer.concat([Buffer.from('{"state":"'), Uint8Array.of(0xff), Buffer.from('"}')]);
  const { code, stderr } = await pub([STATUS], { input });
  expect(code).toBe(2);
  expect(stderr).toContain("INVALID_PAYLOAD");
});
