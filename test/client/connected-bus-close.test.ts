// Closing a client's bus, whatever it is doing: in order, in time, and for good.

import { describe, expect, test, vi } from "vitest";
import { Code } from "../../gen/decnet/bus/v1/code_pb.ts";
import { createConnectedBus } from "../../src/client/connected-bus.ts";
import type { Connection } from "../../src/transport/connection.ts";
import { memoryPair } from "../../src/transport/memory.ts";
import { busError } from "../support/bus-error.ts";
import { connectedToScript, HELLO, ScriptedBroker, welcome } from "../support/bus-over-memory.ts";
import { ManualClock } from "../support/manual-clock.ts";
import { RawPeer } from "../support/raw-peer.ts";
import { settled } from "../support/settled.ts";
import { unhandledRejections } from "../support/unhandled-rejections.ts";

const STATUS = { state: "active", reason: "" };

describe("close", () => {
  test("says Goodbye after what was published, and resolves when the connection is gone", async () => {
    const { bus, peer, clock } = await connectedToScript();
    bus.publish("topology.t1.status", STATUS);
    const closing = bus.close();
    expect(await peer.next("event")).toMatchObject({ topic: "topology.t1.status", source: "worker" });
    expect(await peer.next("goodbye")).toMatchObject({ code: Code.OK });
    await closing;
    expect(peer.closed).toBe(true);
    expect(clock.pending).toBe(0);
  });

  test("waits for a broker that does not read for one second, and no longer", async () => {
    const { bus, peer, clock } = await connectedToScript();
    peer.pause();
    bus.publish("topology.t1.status", STATUS);
    const closing = bus.close();
    await settled();
    clock.advance(999);
    await settled();
    expect(peer.closed).toBe(false);
    clock.advance(1);
    await closing;
    expect(peer.closed).toBe(true);
  });

  test("ends every loop, whatever state it is in", async () => {
    const script = await connectedToScript();
    const waiting = script.bus.subscribe("topology.>");
    await script.confirmSubscribe();
    const full = script.bus.subscribe("system.log");
    await script.confirmSubscribe();
    const unconfirmed = script.bus.subscribe("decky.>");
    for (let count = 0; count < 1_100; count++) script.peer.send({ case: "event", value: { topic: "system.log" } });
    await settled();
    expect(full.dropped).toBe(76);
    const loops = [waiting, full, unconfirmed].map((events) => events[Symbol.asyncIterator]());
    const first = await loops[1]!.next();
    expect(first.done).toBe(false);
    const nexts = [loops[0]!.next(), loops[2]!.next()];
    await script.bus.close();
    const ends = await Promise.all([...nexts, loops[1]!.next()]);
    expect(ends.map(({ done }) => done)).toEqual([true, true, true]);
  });

  test("rejects what waits for an answer with CLOSED, and whatever comes later", async () => {
    const rejections = unhandledRejections();
    const { bus } = await connectedToScript();
    const events = bus.subscribe("topology.>");
    const flushing = bus.flush();
    const closing = bus.close();
    await expect(flushing).rejects.toThrow(busError("CLOSED"));
    await expect(events.ready).rejects.toThrow(busError("CLOSED"));
    await closing;
    // Regression: the end of the connection took the place of the reason.
    await expect(bus.flush()).rejects.toThrow(busError("CLOSED"));
    await expect(bus.subscribe("topology.>").ready).rejects.toThrow(busError("CLOSED"));
    expect(bus.publish("topology.t1.status", STATUS)).toBe(false);
    expect(bus.connected).toBe(false);
    await settled();
    expect(rejections).toEqual([]);
  });

  test("is idempotent, and `await using` does it", async () => {
    const { bus, peer } = await connectedToScript();
    {
      await using scoped = bus;
      expect(scoped.close()).toBe(scoped.close());
    }
    expect(await peer.next("goodbye")).toMatchObject({ code: Code.OK });
    expect(peer.inbox).toEqual([]);
  });

  test("does not wait for the answer to a handshake; connect rejects with CLOSED", async () => {
    const script = new ScriptedBroker();
    const connecting = script.bus.connect();
    await script.peer.next("hello");
    await Promise.all([expect(connecting).rejects.toThrow(busError("CLOSED")), script.bus.close()]);
    await script.peer.untilClosed();
    expect(script.clock.pending).toBe(0);
  });

  test("while the connection is still being opened lets go of it when it is there", async () => {
    const opened = Promise.withResolvers<Connection>();
    const clock = new ManualClock();
    const bus = createConnectedBus({ hello: HELLO, clock, open: () => opened.promise });
    const connecting = bus.connect();
    await bus.close();
    const [near, far] = memoryPair();
    const peer = new RawPeer(far);
    opened.resolve(near);
    await expect(connecting).rejects.toThrow(busError("CLOSED"));
    await peer.untilClosed();
    expect(clock.pending).toBe(0);
  });

  test("in the moment between Welcome and connect's promise closes in order", async () => {
    const script = new ScriptedBroker();
    const connecting = script.bus.connect();
    await script.peer.next("hello");
    script.peer.send(welcome());
    while (!script.bus.connected) await Promise.resolve();
    const closing = script.bus.close();
    await expect(connecting).rejects.toThrow(busError("CLOSED"));
    await closing;
    expect(script.bus.connected).toBe(false);
  });

  // Regression: it opened a connection, and said that the bus was not there.
  test("before connect means that none is opened", async () => {
    const open = vi.fn<() => Promise<Connection>>();
    const bus = createConnectedBus({ hello: HELLO, clock: new ManualClock(), open });
    await bus.close();
    await expect(bus.connect()).rejects.toThrow(busError("CLOSED"));
    expect(open).not.toHaveBeenCalled();
  });
});
