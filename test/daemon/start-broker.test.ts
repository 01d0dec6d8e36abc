import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { getBus } from "decnet-bus";
import { type BrokerEvent, startBroker } from "decnet-bus/broker";
import { topologyStatus } from "decnet-bus/topics";
import { describe, expect, test, vi } from "vitest";
import { temporaryFolder } from "../support/temporary-folder.ts";

describe("a broker on a socket", () => {
  test("listens where DECNET_BUS_SOCKET says, and stops for good", async () => {
    const socket = join(temporaryFolder(), "env.sock");
    const broker = await startBroker({ env: { DECNET_BUS_SOCKET: socket, DECNET_BUS_GROUP: "" } });
    expect(broker.socket).toBe(socket);
    await Promise.all([broker.stop(), broker.stop()]);
    await broker.stop();
    await expect(getBus({ socket }).connect()).rejects.toMatchObject({ code: "UNAVAILABLE" });
  });

  test("prefers what it is told to what the environment says", async () => {
    const folder = temporaryFolder();
    const env = { DECNET_BUS_SOCKET: join(folder, "env.sock"), DECNET_BUS_GROUP: "no-such-group-here" };
    const broker = await startBroker({ socket: join(folder, "told.sock"), group: "", env });
    expect(readdirSync(folder)).toEqual(["told.sock"]);
    await broker.stop();
  });

  test("reads the process's environment where none is handed in", async () => {
    const socket = join(temporaryFolder(), "bus.sock");
    vi.stubEnv("DECNET_BUS_SOCKET", socket);
    vi.stubEnv("DECNET_BUS_GROUP", "");
    const broker = await startBroker();
    expect(broker.socket).toBe(socket);
    await broker.stop();
  });

  test("gives the socket the group that DECNET_BUS_GROUP names by number", async () => {
    const socket = join(temporaryFolder(), "bus.sock");
    const broker = await startBroker({ socket, env: { DECNET_BUS_GROUP: String(process.getgid!()) } });
    expect(statSync(socket)).toMatchObject({ gid: process.getgid!() });
    await broker.stop();
  });

  test("counts what goes through it, and tells of connections", async () => {
    const observed: BrokerEvent[] = [];
    const socket = join(temporaryFolder(), "bus.sock");
    const broker = await startBroker({ socket, group: "", heartbeatS: 0, observe: (event) => observed.push(event) });
    const bus = await getBus({ socket, clientName: "worker" }).connect();
    bus.publish(topologyStatus("abc"), { state: "active", reason: "" });
    await bus.flush();
    expect(broker.counts).toEqual({ connections: 1, patterns: 0, eventsIn: 1, eventsOut: 0, eventsDropped: 0 });
    await bus.close();
    await broker.stop();
    expect(observed).toMatchObject([
      { kind: "opened", client: { clientName: "worker", pid: process.pid } },
      { kind: "closed", client: { clientName: "worker" }, reason: undefined },
    ]);
    expect(broker.counts).toMatchObject({ connections: 0, eventsIn: 1 });
  });

  test.each([
    ["a group that does not exist", { group: "no-such-group-here" }, "NO_SUCH_GROUP"],
    ["no group, where the default one does not exist", { group: undefined }, "NO_SUCH_GROUP"],
    ["a heartbeat that no timer takes", { heartbeatS: Number.NaN }, "INVALID_CONFIG"],
    ["an empty path", { socket: "" }, "INVALID_CONFIG"],
  ])("is not started with %s, and leaves nothing behind", async (_what, wrong, code) => {
    const folder = temporaryFolder();
    const env = { DECNET_BUS_GROUP: "no-such-default-group" };
    const attempt = startBroker({ socket: join(folder, "bus.sock"), group: "", env, ...wrong });
    await expect(attempt).rejects.toMatchObject({ code });
    expect(readdirSync(folder)).toEqual([]);
  });

  test("keeps to the limits that it is given", async () => {
    const socket = join(temporaryFolder(), "bus.sock");
    const broker = await startBroker({ socket, group: "", limits: { maxConnections: 1 } });
    const bus = await getBus({ socket }).connect();
    await expect(getBus({ socket }).connect()).rejects.toMatchObject({ code: "TOO_MANY_CONNECTIONS" });
    await bus.close();
    await broker.stop();
  });
});
