import { join } from "node:path";
import { startBroker } from "decnet-bus/broker";
import { describe, expect, test, vi } from "vitest";
import { clientNameFor, withCliBus } from "../../src/cli/cli-bus.ts";
import { freeForm } from "../../src/registry/lookup.ts";
import { busError } from "../support/bus-error.ts";
import { silentBus } from "../support/silent-bus.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

describe("the name of a command on the bus", () => {
  test.each([
    [{ USER: "alice" }, "decnet (alice)"],
    [{ USER: "svc-bus_1.x@host" }, "decnet (svc-bus_1.x@host)"],
    [{}, "decnet"],
    [{ USER: "" }, "decnet"],
  ])("for %j is %s", (env, name) => {
    expect(clientNameFor(env)).toBe(name);
  });

  // The bus closes the connection of a client with such a name.
  test.each(["a\nb", "\u001B[31m", "x".repeat(65), "ü".repeat(64)])(
    "leaves out a USER that the bus refuses: %j",
    (USER) => {
      expect(clientNameFor({ USER })).toBe("decnet");
    },
  );
});

describe("the bus of a command", () => {
  test("is the daemon's, also where workers are told that there is none, and is left in the end", async () => {
    const socket = join(temporaryFolder(), "bus.sock");
    const broker = await startBroker({ socket, group: "" });
    const env = { DECNET_BUS_ENABLED: "false", DECNET_BUS_TYPE: "fake", DECNET_BUS_SOCKET: socket };
    const left = await withCliBus({ env }, (bus, leftMs) => {
      expect(bus.connected).toBe(true);
      expect(broker.counts.connections).toBe(1);
      return Promise.resolve([bus, leftMs()] as const);
    });
    expect(left[0].connected).toBe(false);
    expect(left[1]).toBeGreaterThan(0);
    expect(left[1]).toBeLessThanOrEqual(5_000);
    await expect(withCliBus({ env }, () => Promise.reject(new Error("mine")))).rejects.toThrow("mine");
    await broker.stop();
  });

  test("is where the flag says, before the environment", async () => {
    const folder = temporaryFolder();
    const env = { DECNET_BUS_SOCKET: join(folder, "env.sock") };
    const attempt = withCliBus({ socket: join(folder, "flag.sock"), env }, () => Promise.resolve());
    await expect(attempt).rejects.toThrow("flag.sock");
  });

  test("is not waited for longer than was said", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const { socket, client } = await silentBus();
    const attempt = withCliBus({ socket, timeout: 2 }, () => Promise.resolve());
    await (await client).next("hello");
    vi.advanceTimersByTime(2_000);
    await expect(attempt).rejects.toThrow(busError("TIMEOUT"));
    vi.useRealTimers();
  });

  test("is let go at once when somebody interrupts, also while it hangs", async () => {
    const { socket, client } = await silentBus();
    const interrupt = new AbortController();
    const attempt = withCliBus({ socket, signal: interrupt.signal }, () => Promise.resolve());
    const peer = await client;
    await peer.next("hello");
    interrupt.abort();
    await expect(attempt).rejects.toThrow(busError("CLOSED"));
    await peer.untilClosed();
  });

  test("makes an end to whatever is asked of it when somebody interrupts", async () => {
    const socket = join(temporaryFolder(), "bus.sock");
    const broker = await startBroker({ socket, group: "" });
    const interrupt = new AbortController();
    const attempt = withCliBus({ socket, signal: interrupt.signal }, async (bus) => {
      const events = bus.subscribe(freeForm(">"));
      await events.ready;
      interrupt.abort();
      for await (const _ of events);
    });
    await expect(attempt).resolves.toBeUndefined();
    await broker.stop();
  });
});
