// A bus whose broker goes and comes back.

import { describe, expect, test, vi } from "vitest";
import { Code } from "../../gen/decnet/bus/v1/code_pb.ts";
import type { Gap } from "../../src/client/gap.ts";
import { BusError } from "../../src/errors.ts";
import { memoryPair } from "../../src/transport/memory.ts";
import { busError } from "../support/bus-error.ts";
import { ScriptedBroker } from "../support/bus-over-memory.ts";
import { Host } from "../support/host.ts";
import { RawPeer } from "../support/raw-peer.ts";
import { settled } from "../support/settled.ts";
import { all, take } from "../support/take.ts";
import { unhandledRejections } from "../support/unhandled-rejections.ts";

const STATUS = { state: "active", reason: "" };

describe("a connection that is lost", () => {
  test.each([
    ["the connection breaks", "reconnect", (host: Host): void => host.cut()],
    ["the broker restarts", "restart", (host: Host): void => (host.kill(), void host.up("second"))],
  ] as const)("because %s comes back by itself, with a gap of reason %s", async (_what, reason, lose) => {
    const rejections = unhandledRejections();
    const host = new Host().up();
    const onGap = vi.fn<(gap: Gap) => void>();
    await using bus = await host.bus().connect();
    const events = bus.subscribe("topology.>", { onGap });
    await events.ready;
    bus.publish("topology.t1.status", STATUS);
    await bus.flush();
    lose(host);
    await settled();
    expect(bus.connected).toBe(false);
    expect(bus.publish("topology.lost.status", STATUS)).toBe(false);
    expect(onGap).not.toHaveBeenCalled();
    await host.pass(50);
    expect(bus.connected).toBe(true);
    expect(onGap).toHaveBeenCalledExactlyOnceWith({
      reason,
      count: undefined,
      topics: new Map(),
      topicsTruncated: false,
    });
    for (const id of ["t2", "t3"]) bus.publish(`topology.${id}.status`, STATUS);
    const [before, first, second] = await take(events, 3);
    expect([before!.topic, first!.topic, second!.topic]).toEqual(
      ["t1", "t2", "t3"].map((id) => `topology.${id}.status`),
    );
    expect([before!.gap, first!.gap?.reason, second!.gap]).toEqual([undefined, reason, undefined]);
    expect(events.dropped).toBe(0);
    expect(bus.stats()).toMatchObject({ reconnects: 1, notPublished: { disconnected: 1 } });
    expect(rejections).toEqual([]);
  });

  test("is tried again ever more rarely, and at last every 5 s", async () => {
    const host = new Host().up();
    await using bus = await host.bus().connect();
    await host.pass(6_000);
    host.kill();
    await host.pass(30_000);
    const waits = host.attempts.slice(1).map((at, index) => at - (index === 0 ? 6_000 : host.attempts[index]!));
    expect(waits.slice(0, 8)).toEqual([50, 100, 200, 400, 800, 1_600, 3_200, 5_000]);
    expect(bus.connected).toBe(false);
    host.up("second");
    await host.pass(5_000);
    expect(bus.connected).toBe(true);
  });

  test("each time soon after it came back is tried again more rarely, or a broken bus would be stormed", async () => {
    const host = new Host().up();
    await using bus = await host.bus().connect();
    for (let time = 0; time < 5; time++) {
      host.cut();
      await settled();
      while (!bus.connected) await host.pass(10);
    }
    const waits = host.attempts.slice(1).map((at, index) => at - host.attempts[index]!);
    expect(waits).toEqual([50, 100, 200, 400, 800]);
  });

  test("is tried again at a random moment, so that not all clients come at once", async () => {
    const host = new Host().up();
    await using bus = await host.bus({ random: () => 0.2 }).connect();
    host.cut();
    await host.pass(10);
    expect(host.attempts).toEqual([0, 10]);
    expect(bus.connected).toBe(true);
  });

  test("because the broker shuts down is tried when the broker asked for it", async () => {
    const host = new Host().up();
    await using bus = await host.bus({ random: () => 0 }).connect();
    const stopping = host.stop();
    await settled();
    const from = host.clock.monotonicMs();
    await host.pass(400);
    await stopping;
    // Half of the spread of 500 ms, as the broker's dice fell.
    expect(host.attempts[1]! - from).toBeGreaterThanOrEqual(200);
    expect(bus.connected).toBe(false);
    expect(host.logged[0]).toContain("shutting down");
  });

  test("is tried again when the broker says, also where it says so in place of a welcome", async () => {
    const peers: RawPeer[] = [];
    const host = new Host();
    await using bus = host.bus({
      waitForBus: true,
      open: () => {
        const [near, far] = memoryPair();
        peers.push(new RawPeer(far));
        return Promise.resolve(near);
      },
    });
    const connecting = bus.connect();
    const refuse = async (attempt: number): Promise<void> => {
      await peers[attempt]!.next("hello");
      peers[attempt]!.send({ case: "goodbye", value: { code: Code.SHUTDOWN, detail: "no", reconnectAfterMs: 9_000 } });
    };
    await refuse(0);
    await connecting;
    for (const attempt of [1, 2]) {
      await host.pass(8_990);
      expect(peers).toHaveLength(attempt);
      await host.pass(10);
      await refuse(attempt);
    }
  });

  test("is tried again after a minute at the latest, whatever the broker asks for", async () => {
    const script = new ScriptedBroker({ reconnect: true });
    await script.connect();
    const reconnectAfterMs = 4_000_000_000;
    script.peer.send({ case: "goodbye", value: { code: Code.SHUTDOWN, detail: "bye", reconnectAfterMs } });
    await settled();
    script.clock.advance(59_999);
    await settled();
    expect(script.opened).toBe(1);
    script.clock.advance(1);
    await settled();
    expect(script.opened).toBe(2);
    await script.bus.close();
  });

  test("and a subscription that is closed meanwhile: whoever waits for it to be ready waits no longer", async () => {
    const host = new Host().up();
    await using bus = await host.bus().connect();
    host.kill();
    await settled();
    const events = bus.subscribe("topology.>");
    await events.close();
    await expect(events.ready).resolves.toBeUndefined();
  });

  test("is warned of once, however many attempts fail, and told when it is back", async () => {
    const host = new Host().up();
    await using bus = await host.bus().connect();
    host.kill();
    await host.pass(10_000);
    host.up("second");
    await host.pass(5_000);
    expect(bus.connected).toBe(true);
    expect(host.logged).toEqual([
      "bus: connection lost: The other end closed the connection, without a word of why.",
      "bus: unavailable: nobody there",
      expect.stringMatching(/^bus: unavailable: nobody there \(\d+ more times\)$/),
      "bus: connected",
    ]);
  });

  test("asks for all patterns before it calls itself connected, also for those that came meanwhile", async () => {
    const host = new Host().up();
    await using bus = await host.bus().connect();
    const early = bus.subscribe("topology.>");
    await early.ready;
    host.kill();
    await settled();
    const late = bus.subscribe("system.>");
    const never = bus.subscribe("decky.>");
    await never.close();
    host.up("second");
    await host.pass(50);
    await late.ready;
    expect(host.broker.counts).toMatchObject({ connections: 1, patterns: 2 });
    bus.publish("system.log", { level: "INFO" } as never);
    expect((await take(late, 1))[0]!.gap?.reason).toBeUndefined();
  });

  test("ends what the new broker does not take, and nothing else", async () => {
    const host = new Host().up();
    await using bus = await host.bus().connect();
    const [first, second] = [bus.subscribe("topology.>"), bus.subscribe("system.>")];
    await Promise.all([first.ready, second.ready]);
    host.kill();
    host.up("second", { maxPatterns: 1 });
    await host.pass(50);
    expect(await all(second)).toEqual([]);
    bus.publish("topology.t1.status", STATUS);
    expect(await take(first, 1)).toHaveLength(1);
    expect(host.logged.at(-2)).toContain("the subscription to system.> has ended");
  });

  test("leaves nothing behind when it is closed while it comes back", async () => {
    const rejections = unhandledRejections();
    const host = new Host().up();
    const bus = await host.bus().connect();
    const loop = all(bus.subscribe("topology.>"));
    host.kill();
    await host.pass(120);
    await bus.close();
    expect(await loop).toEqual([]);
    expect(host.clock.pending).toBe(0);
    await expect(bus.connect()).rejects.toThrow(busError("CLOSED"));
    const { length } = host.attempts;
    await host.pass(20_000);
    expect(host.attempts).toHaveLength(length);
    expect(rejections).toEqual([]);
  });

  test("with a full queue still ends its loop when it is closed", async () => {
    const host = new Host().up();
    const bus = await host.bus().connect();
    const events = bus.subscribe("topology.>", { queueEvents: 2 });
    await events.ready;
    for (let id = 0; id < 5; id++) bus.publish(`topology.t${id}.status`, STATUS);
    await bus.flush();
    host.kill();
    await settled();
    expect(events.dropped).toBe(3);
    await bus.close();
    expect(await all(events)).toEqual([]);
  });
});

describe("a bus that waits for its broker", () => {
  test("says that it is unavailable also where it is there, and refuses or hangs", async () => {
    const host = new Host();
    const refusal = new BusError("TOO_MANY_CONNECTIONS", "The bus refused: it serves as many as it may.");
    await using bus = await host.bus({ waitForBus: true, open: () => Promise.reject(refusal) }).connect();
    await host.pass(10_000);
    expect(bus.connected).toBe(false);
    expect(host.logged).toEqual(["bus: unavailable: The bus refused: it serves as many as it may."]);
  });

  test("resolves connect, and connects when there is one", async () => {
    const host = new Host();
    await using bus = await host.bus({ waitForBus: true }).connect();
    expect(bus.connected).toBe(false);
    expect(host.logged).toEqual(["bus: unavailable: nobody there"]);
    const events = bus.subscribe("topology.>");
    expect(await bus.connect()).toBe(bus);
    await host.pass(1_000);
    host.up();
    await host.pass(2_000);
    await events.ready;
    expect(bus.connected).toBe(true);
    expect(bus.stats().reconnects).toBe(0);
    bus.publish("topology.t1.status", STATUS);
    expect((await take(events, 1))[0]!.gap).toBeUndefined();
  });

  test("can be closed while it waits", async () => {
    const host = new Host();
    const bus = await host.bus({ waitForBus: true }).connect();
    const loop = all(bus.subscribe("topology.>"));
    await bus.close();
    expect(await loop).toEqual([]);
    expect(host.clock.pending).toBe(0);
  });
});

describe("a bus that could not connect", () => {
  test("can be asked again", async () => {
    const host = new Host();
    const bus = host.bus();
    await expect(bus.connect()).rejects.toThrow(busError("UNAVAILABLE"));
    host.up();
    await using connected = await bus.connect();
    const events = connected.subscribe("topology.>");
    await events.ready;
    connected.publish("topology.t1.status", STATUS);
    expect(await take(events, 1)).toHaveLength(1);
  });

  test("shares an attempt between those who ask at once", async () => {
    const host = new Host().up();
    const bus = host.bus();
    await Promise.all([bus.connect(), bus.connect()]);
    expect(host.attempts).toHaveLength(1);
    await bus.close();
  });
});
