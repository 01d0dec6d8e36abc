// The factory, by what the environment says.

import { once } from "node:events";
import { existsSync, mkdirSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { startBroker } from "decnet-bus/broker";
import { describe, expect, test, vi } from "vitest";
import { SYSTEM_SOCKET } from "../src/config.ts";
import { getBus } from "../src/get-bus.ts";
import { busError } from "./support/bus-error.ts";
import { take } from "./support/take.ts";
import { temporaryFolder } from "./support/temporary-folder.ts";

const STATUS = { state: "active", reason: "" };
const FAKE = { DECNET_BUS_TYPE: "fake" };

describe("getBus", () => {
  test("makes a bus that does nothing if the bus is disabled, whatever else is set", async () => {
    await using bus = await getBus({ env: { DECNET_BUS_ENABLED: "false", DECNET_BUS_TYPE: "nonsense" } }).connect();
    expect(bus.connected).toBe(false);
    expect(bus.publish("topology.t1.status", STATUS)).toBe(false);
    await bus.subscribe("topology.>").ready;
  });

  test("reads process.env unless told otherwise", async () => {
    vi.stubEnv("DECNET_BUS_ENABLED", "false");
    await using bus = await getBus().connect();
    expect(bus.connected).toBe(false);
  });

  test.for([
    [{ DECNET_BUS_ENABLED: "" }, "DECNET_BUS_ENABLED"],
    [{ DECNET_BUS_TYPE: "tcp" }, "DECNET_BUS_TYPE"],
    [{ DECNET_BUS_SOCKET: "" }, "DECNET_BUS_SOCKET"],
  ] as const)("throws at once for %o", ([env, name]) => {
    expect(() => getBus({ env })).toThrow(busError("INVALID_CONFIG", name));
  });

  test("with DECNET_BUS_TYPE=fake makes buses of one process that talk to each other", async () => {
    await using publisher = await getBus({ clientName: "mutator", env: FAKE }).connect();
    await using consumer = await getBus({ env: FAKE }).connect();
    const events = consumer.subscribe("topology.*.status");
    await events.ready;
    publisher.publish("topology.t1.status", STATUS);
    expect(await take(events, 1)).toMatchObject([{ source: "mutator", params: { topologyId: "t1" } }]);
  });

  test("connects to the socket: the option's before the variable's", async () => {
    const socket = join(temporaryFolder(), "bus.sock");
    const broker = await startBroker({ socket, group: "", heartbeatS: 0 });
    await using byVariable = await getBus({ env: { DECNET_BUS_SOCKET: socket } }).connect();
    await using byOption = await getBus({ socket, env: { DECNET_BUS_SOCKET: "/nowhere" } }).connect();
    expect([byVariable.connected, byOption.connected]).toEqual([true, true]);
    await broker.stop();
  });
});

describe("connecting to a socket", () => {
  test("that is not there is UNAVAILABLE, with the path and the cause", async () => {
    const socket = join(temporaryFolder(), "bus.sock");
    const error: unknown = await getBus({ socket, env: {} })
      .connect()
      .catch((reason: unknown) => reason);
    expect(error).toEqual(busError("UNAVAILABLE", socket));
    expect(error).toMatchObject({ cause: { code: "ENOENT" } });
  });

  test("that nobody listens on any more is UNAVAILABLE", async () => {
    const socket = join(temporaryFolder(), "bus.sock");
    const server = createServer().listen(`${socket}.bound`);
    await once(server, "listening");
    // Closing removes the file that it was bound to, so the one that is left behind has another name.
    renameSync(`${socket}.bound`, socket);
    server.close();
    await expect(getBus({ socket, env: {} }).connect()).rejects.toThrow(busError("UNAVAILABLE", "nobody listens"));
  });

  test("that is no socket is UNAVAILABLE", async () => {
    const socket = join(temporaryFolder(), "bus.sock");
    writeFileSync(socket, "");
    await expect(getBus({ socket, env: {} }).connect()).rejects.toThrow(busError("UNAVAILABLE", socket));
  });

  test("that the system cannot get at is UNAVAILABLE, with the system's code", async () => {
    const socket = join(temporaryFolder(), "bus.sock");
    symlinkSync(socket, socket);
    await expect(getBus({ socket, env: {} }).connect()).rejects.toThrow(busError("UNAVAILABLE", "ELOOP"));
  });

  // Regression: it was UNAVAILABLE, with the system's code for “invalid”.
  test("whose path the kernel would cut off is INVALID_CONFIG", async () => {
    const socket = `/tmp/${"x".repeat(200)}`;
    await expect(getBus({ socket, env: {} }).connect()).rejects.toThrow(busError("INVALID_CONFIG", "107"));
  });
});

describe("a bus that is missing", () => {
  // Where this host has a bus of its own, that is the one that is found by default.
  const skip = existsSync(SYSTEM_SOCKET) && "this host has a bus at the default path";

  test("is warned of once, in the words in which connect() rejects", async () => {
    const logged: string[] = [];
    const options = { socket: join(temporaryFolder(), "bus.sock"), env: {} };
    const logger = { warn: (text: string) => logged.push(text), info: (text: string) => logged.push(text) };
    const rejected: unknown = await getBus(options)
      .connect()
      .catch((reason: unknown) => reason);
    await using waiting = await getBus({ ...options, logger, waitForBus: true }).connect();
    const broker = await startBroker({ ...options, group: "", heartbeatS: 0 });
    await waiting.subscribe("topology.>").ready;
    const { message } = rejected as Error;
    expect(logged.filter((text) => !/ more times?\)$/.test(text))).toEqual([message, "bus: connected"]);
    await waiting.close();
    await broker.stop();
  });

  test("but runs at the default path is named", async (context) => {
    if (skip) context.skip(skip);
    const home = temporaryFolder();
    const broker = await startBroker({ socket: socketIn(home), group: "", heartbeatS: 0 });
    vi.stubEnv("HOME", home);
    const socket = join(temporaryFolder(), "bus.sock");
    const attempt = getBus({ env: { DECNET_BUS_SOCKET: socket } }).connect();
    await expect(attempt).rejects.toThrow(busError("UNAVAILABLE", `But a bus listens on ${socketIn(home)}`));
    await broker.stop();
  });

  // Regression: the default was settled when the bus was made. A worker that was there before the system's bus never found it.
  test("is looked for anew with each attempt, where the path is the default", async (context) => {
    if (skip) context.skip(skip);
    const [before, after] = [temporaryFolder(), temporaryFolder()];
    vi.stubEnv("HOME", before);
    await using bus = await getBus({ env: {}, waitForBus: true, logger: { warn: () => {} } }).connect();
    const broker = await startBroker({ socket: socketIn(after), group: "", heartbeatS: 0 });
    vi.stubEnv("HOME", after);
    await expect(bus.subscribe("topology.>").ready).resolves.toBeUndefined();
    await bus.close();
    await broker.stop();
  });
});

function socketIn(home: string): string {
  mkdirSync(join(home, ".decnet"), { recursive: true });
  return join(home, ".decnet/bus.sock");
}
