// The whole way: a client's bus, a socket of the system, the broker behind it.

import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type RunningBroker, startBroker, type StartBrokerOptions } from "decnet-bus/broker";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Bus } from "../../src/client/bus.ts";
import { getBus, type GetBusOptions } from "../../src/get-bus.ts";
import { encodeFrame } from "../../src/wire/frame-codec.ts";
import { busError } from "../support/bus-error.ts";
import { welcome } from "../support/bus-over-memory.ts";
import { RunningProcess } from "../support/running-process.ts";
import { settled } from "../support/settled.ts";
import { stateForFrame } from "../support/status-event.ts";
import { all, take } from "../support/take.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { unhandledRejections } from "../support/unhandled-rejections.ts";

const STATUS = { state: "active", reason: "" };
const SOURCES = pathToFileURL(join(import.meta.dirname, "../../src/index.ts")).href;

async function runBroker(options: StartBrokerOptions = {}): Promise<RunningBroker> {
  const broker = await startBroker({
    socket: join(temporaryFolder(), "bus.sock"),
    group: "",
    heartbeatS: 0,
    ...options,
  });
  onTestFinished(() => broker.stop());
  return broker;
}

async function connect({ socket }: { socket: string }, options: GetBusOptions = {}): Promise<Bus> {
  const bus = await getBus({ socket, env: {}, reconnect: false, ...options }).connect();
  onTestFinished(() => bus.close());
  return bus;
}

/** A socket on which something else than a broker answers. */
async function listen(answer: (socket: Socket) => void): Promise<string> {
  const path = join(temporaryFolder(), "bus.sock");
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket.on("error", () => {}));
    answer(socket);
  }).listen(path);
  await once(server, "listening");
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return path;
}

/** Answers the Hello, and calls `next` when the client says something more. */
function welcomeThen(peer: Socket, next: () => void): void {
  peer.once("data", () => {
    peer.write(encodeFrame(welcome()));
    peer.once("data", next);
  });
}

describe("over the real socket", () => {
  test("events go from worker to worker, in order, with what the publisher said", async () => {
    const broker = await runBroker();
    const [publisher, consumer] = [await connect(broker, { clientName: "mutator" }), await connect(broker)];
    const events = consumer.subscribe("topology.*.mutation.applied");
    await events.ready;
    for (let id = 0; id < 500; id++)
      publisher.publish(`topology.t${id}.mutation.applied`, { mutationId: `m${id}`, op: "add_lan" });
    const received = await take(events, 500);
    expect(received.map(({ payload }) => payload.mutationId)).toEqual(Array.from({ length: 500 }, (_, id) => `m${id}`));
    expect(received[0]).toMatchObject({ source: "mutator", type: "applied", gap: undefined });
  });

  test("flush is a fence: the broker has routed what was published before", async () => {
    const broker = await runBroker();
    const bus = await connect(broker);
    for (let count = 0; count < 3_000; count++) bus.publish("topology.t1.status", STATUS);
    await bus.flush();
    expect(broker.counts.eventsIn).toBe(3_000);
  });

  test("noEcho keeps a bus from hearing itself", async () => {
    const broker = await runBroker();
    const [mute, other] = [await connect(broker, { noEcho: true }), await connect(broker)];
    const events = mute.subscribe("topology.>");
    await events.ready;
    mute.publish("topology.own.status", STATUS);
    await mute.flush();
    other.publish("topology.others.status", STATUS);
    expect((await take(events, 1)).map(({ topic }) => topic)).toEqual(["topology.others.status"]);
  });

  test("the largest event that the bus takes gets through, and the connection bears it", async () => {
    const bus = await connect(await runBroker());
    const events = bus.subscribe("topology.*.status");
    await events.ready;
    const state = stateForFrame(1 << 20, "topology.t1.status", "");
    expect(bus.publish("topology.t1.status", { state, reason: "" })).toBe(true);
    expect(() => bus.publish("topology.t1.status", { state: `${state}x`, reason: "" })).toThrow(
      busError("EVENT_TOO_LARGE"),
    );
    expect((await take(events, 1)).map(({ payload }) => payload.state === state)).toEqual([true]);
    await bus.flush();
    expect(bus.connected).toBe(true);
  });
});

describe("a broker that goes", () => {
  test("by being stopped ends loops, after what was sent before, and says SHUTDOWN", async () => {
    const rejections = unhandledRejections();
    const broker = await runBroker();
    const bus = await connect(broker);
    const events = bus.subscribe("topology.>");
    await events.ready;
    bus.publish("topology.t1.status", STATUS);
    await bus.flush();
    const stopped = broker.stop();
    expect((await all(events)).map(({ topic }) => topic)).toEqual(["topology.t1.status"]);
    await stopped;
    expect(bus.publish("topology.t1.status", STATUS)).toBe(false);
    await expect(bus.flush()).rejects.toThrow(busError("SHUTDOWN"));
    await expect(connect(broker)).rejects.toThrow(busError("UNAVAILABLE"));
    await settled();
    expect(rejections).toEqual([]);
  });

  test("by vanishing ends loops, and publish says false", async () => {
    const rejections = unhandledRejections();
    const broken = Promise.withResolvers<Socket>();
    const socket = await listen((peer) => {
      welcomeThen(peer, () => broken.resolve(peer));
    });
    const bus = await connect({ socket });
    const loops = [all(bus.subscribe("topology.>")), all(bus.subscribe("system.>"))];
    (await broken.promise).destroy();
    expect(await Promise.all(loops)).toEqual([[], []]);
    expect(bus.publish("topology.t1.status", STATUS)).toBe(false);
    await expect(bus.flush()).rejects.toThrow(busError("UNAVAILABLE"));
    await bus.close();
    await settled();
    expect(rejections).toEqual([]);
  });

  test("before it has said a word rejects connect", async () => {
    const socket = await listen((peer) => peer.end());
    await expect(connect({ socket })).rejects.toThrow(busError("UNAVAILABLE"));
  });

  test("because the host serves as many as it may tells so", async () => {
    const broker = await runBroker({ limits: { maxConnections: 1 } });
    await connect(broker);
    await expect(connect(broker)).rejects.toThrow(busError("TOO_MANY_CONNECTIONS"));
  });
});

describe("closing", () => {
  test("during a handshake that nobody answers ends everything at once", async () => {
    const asked = Promise.withResolvers<void>();
    const socket = await listen((peer) => peer.once("data", () => asked.resolve()));
    const bus = getBus({ socket, env: {} });
    const connecting = bus.connect();
    const loop = all(bus.subscribe("topology.>"));
    await asked.promise;
    await Promise.all([expect(connecting).rejects.toThrow(busError("CLOSED")), bus.close()]);
    expect(await loop).toEqual([]);
  });
});

describe("a process", () => {
  /** Runs a program; `bus` is a bus of the socket, not connected. Resolves to its exit status and what it said. */
  async function run(socket: string, program: string): Promise<{ status: number | null; output: string }> {
    const source = `
      import { getBus, getAppBus, closeAppBus, pollOrWake } from ${JSON.stringify(SOURCES)};
      const bus = getBus({ socket: ${JSON.stringify(socket)}, env: {} });
      ${program}
      console.log("done");`;
    const env = process.env as Record<string, string>;
    await using child = new RunningProcess(process.execPath, ["--input-type=module", "--eval", source], { env });
    const { code, stdout, stderr } = await child.ended;
    return { status: code, output: stdout + stderr };
  }

  const done = { status: 0, output: "done\n" };

  test("ends by itself once its bus is closed", async () => {
    const { socket } = await runBroker();
    const program = `
      await bus.connect();
      const events = bus.subscribe("topology.>");
      await events.ready;
      bus.publish("topology.t1.status", { state: "active", reason: "" });
      for await (const event of events) break;
      for await (const wake of pollOrWake(bus, "topology.>", { everyMs: 1e8 })) break;
      await bus.flush({ timeoutMs: 1e8 });
      await bus.close();`;
    expect(await run(socket, program)).toEqual(done);
  });

  test("ends by itself if there is no bus", async () => {
    const socket = join(temporaryFolder(), "bus.sock");
    const program = `
      await bus.connect().catch(() => {});
      for await (const wake of pollOrWake(bus, "topology.>", { everyMs: 1e8 })) break;
      await getAppBus({ socket: ${JSON.stringify(socket)}, env: {}, log: { warn() {} } });`;
    expect(await run(socket, program)).toEqual(done);
  });

  test("ends by itself when the broker has gone, although nobody closed anything", async () => {
    const socket = await listen((peer) => welcomeThen(peer, () => peer.destroy()));
    const program = `
      const once = getBus({ socket: ${JSON.stringify(socket)}, env: {}, reconnect: false });
      await once.connect();
      for await (const event of once.subscribe("topology.>"));`;
    expect(await run(socket, program)).toEqual(done);
  });

  test("is not kept by a bus that it lets go of, connected or coming back", async () => {
    const broker = await runBroker();
    const program = (options: string): string => `
      const loose = getBus({ socket: ${JSON.stringify(broker.socket)}, env: {}, unref: true, ${options} });
      await loose.connect();
      loose.subscribe("topology.>", { onEvent: () => {} });`;
    expect(await run(broker.socket, program(""))).toEqual(done);
    const away = program(`socket: "/nowhere/bus.sock", waitForBus: true, logger: { warn: () => {} }`);
    expect(await run(broker.socket, away)).toEqual(done);
  });
});
