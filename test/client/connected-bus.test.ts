// A client's bus against the real broker and against a scripted one: connect, what is lost, and what never hangs.

import { describe, expect, test, vi } from "vitest";
import { Code } from "../../gen/decnet/bus/v1/code_pb.ts";
import { createConnectedBus } from "../../src/client/connected-bus.ts";
import { BusError } from "../../src/errors.ts";
import type { Connection } from "../../src/transport/connection.ts";
import { MAX_UNANSWERED_BYTES } from "../../src/wire/limits.ts";
import { BrokerHarness } from "../support/broker-harness.ts";
import { busError } from "../support/bus-error.ts";
import { busOn, connectedToScript, HELLO, ScriptedBroker, welcome } from "../support/bus-over-memory.ts";
import { utf8 } from "../support/bytes.ts";
import { ManualClock } from "../support/manual-clock.ts";
import { settled } from "../support/settled.ts";
import { all, take } from "../support/take.ts";
import { unhandledRejections } from "../support/unhandled-rejections.ts";

const STATUS = { state: "active", reason: "" };

describe("connect", () => {
  test("introduces the client and resolves to the bus, once however often it is called", async () => {
    const script = new ScriptedBroker();
    const connecting = [script.bus.connect(), script.bus.connect()];
    expect(script.bus.connected).toBe(false);
    expect(await script.peer.next("hello")).toMatchObject({
      protocolMin: 1,
      protocolMax: 1,
      clientName: "worker",
      pid: 7,
    });
    script.peer.send(welcome());
    expect(await Promise.all(connecting)).toEqual([script.bus, script.bus]);
    expect(await script.bus.connect()).toBe(script.bus);
    expect(script.bus.connected).toBe(true);
    expect(script.peer.inbox).toEqual([]);
    expect(script.clock.pending).toBe(0);
  });

  test("rejects with the error that tells why there is no connection, every time, and so does what is done then", async () => {
    const none = new BusError("PERMISSION_DENIED", "not for you");
    const open = vi.fn<() => Promise<Connection>>(() => Promise.reject(none));
    const bus = createConnectedBus({ hello: HELLO, clock: new ManualClock(), open });
    await expect(bus.connect()).rejects.toBe(none);
    await expect(bus.connect()).rejects.toBe(none);
    await expect(bus.flush()).rejects.toBe(none);
    // Each call is an attempt.
    expect(open).toHaveBeenCalledTimes(2);
    expect(bus.publish("topology.t1.status", STATUS)).toBe(false);
  });

  test("rejects with the code of the broker's Goodbye: too many connections", async () => {
    const harness = new BrokerHarness({ maxConnections: 1 });
    const first = busOn(harness);
    await first.connect();
    const second = busOn(harness);
    await expect(second.connect()).rejects.toThrow(busError("TOO_MANY_CONNECTIONS"));
    expect(second.connected).toBe(false);
    await first.close();
  });

  test.for([
    ["UNSUPPORTED_PROTOCOL", Code.UNSUPPORTED_PROTOCOL],
    ["SHUTDOWN", Code.SHUTDOWN],
    ["INTERNAL", 63 as Code],
    ["UNAVAILABLE", Code.OK],
  ] as const)("rejects with the code of the broker's Goodbye: %s", async ([name, number]) => {
    const script = new ScriptedBroker();
    const connecting = script.bus.connect();
    script.peer.send({ case: "goodbye", value: { code: number, detail: "the reason" } });
    await expect(connecting).rejects.toThrow(busError(name));
    expect(script.clock.pending).toBe(0);
  });

  test("rejects with UNAVAILABLE if the broker takes the connection and goes away", async () => {
    const script = new ScriptedBroker();
    const connecting = script.bus.connect();
    script.peer.destroy();
    await expect(connecting).rejects.toThrow(busError("UNAVAILABLE"));
    expect(script.clock.pending).toBe(0);
  });

  test("rejects with UNAVAILABLE if the broker does not answer within 5 s, and lets go of the connection", async () => {
    const script = new ScriptedBroker();
    const connecting = script.bus.connect();
    await script.peer.next("hello");
    script.clock.advance(4_999);
    await settled();
    expect(script.peer.closed).toBe(false);
    script.clock.advance(1);
    await expect(connecting).rejects.toThrow(busError("UNAVAILABLE"));
    await script.peer.untilClosed();
  });

  test.for([
    ["a frame that is larger than any may be", Uint8Array.of(0xff, 0xff, 0xff, 0x7f), "FRAME_TOO_LARGE"],
    [
      "no frames at all",
      utf8("HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nContent-Length: 0\r\n\r\n"),
      "PROTOCOL_ERROR",
    ],
    ["a frame that is no protobuf", Uint8Array.of(2, 0x0a, 0x7f), "PROTOCOL_ERROR"],
  ] as const)("rejects if the other end sends %s", async ([, bytes, expected]) => {
    const script = new ScriptedBroker();
    const connecting = script.bus.connect();
    script.peer.sendBytes(bytes);
    await expect(connecting).rejects.toThrow(busError(expected));
    await script.peer.untilClosed();
  });

  // Regression: the Goodbye was lost between the Welcome and the promise that it resolved; the bus said "connected" for ever.
  test("never leaves a dead bus behind that calls itself connected: Welcome and Goodbye in one chunk", async () => {
    const script = new ScriptedBroker();
    const connecting = script.bus.connect();
    await script.peer.next("hello");
    script.sendTogether(welcome(), { case: "goodbye", value: { code: Code.SHUTDOWN, detail: "bye" } });
    await expect(connecting).rejects.toThrow(busError("SHUTDOWN"));
    expect(script.bus.connected).toBe(false);
    expect(script.bus.publish("topology.t1.status", STATUS)).toBe(false);
  });

  test("takes a second Welcome for nothing", async () => {
    const script = await connectedToScript();
    script.peer.send(welcome({ maxFrameBytes: 1 }));
    await settled();
    expect(script.bus.publish("topology.t1.status", STATUS)).toBe(true);
  });
});

describe("a connection that is lost", () => {
  const ends = {
    vanishes: ({ peer }: ScriptedBroker) => peer.destroy(),
    "ends the stream": ({ peer }: ScriptedBroker) => peer.end(),
    "says Goodbye": ({ peer }: ScriptedBroker) =>
      peer.send({ case: "goodbye", value: { code: Code.SHUTDOWN, detail: "bye" } }),
    "sends garbage": ({ peer }: ScriptedBroker) => peer.sendBytes(Uint8Array.of(2, 0x0a, 0x7f)),
    "sends a frame above the limit": ({ peer }: ScriptedBroker) => peer.sendBytes(Uint8Array.of(0x81, 0x80, 0x40)),
  };

  test.for(Object.entries(ends))(
    "because the broker %s: loops end, publish says false, nothing is left",
    async ([, end]) => {
      const rejections = unhandledRejections();
      const script = await connectedToScript();
      const events = script.bus.subscribe("topology.>");
      const unconfirmed = script.bus.subscribe("system.>");
      const flushing = script.bus.flush();
      await script.confirmSubscribe();
      const loops = [all(events), all(unconfirmed)];
      end(script);
      expect(await Promise.all(loops)).toEqual([[], []]);
      await expect(flushing).rejects.toBeInstanceOf(BusError);
      await expect(script.bus.flush()).rejects.toBeInstanceOf(BusError);
      expect(script.bus.connected).toBe(false);
      expect(script.bus.publish("topology.t1.status", STATUS)).toBe(false);
      await script.bus.close();
      await settled();
      expect(script.clock.pending).toBe(0);
      expect(rejections).toEqual([]);
    },
  );

  test("has the code of the Goodbye for whoever asks later", async () => {
    const { bus, peer } = await connectedToScript();
    peer.send({ case: "goodbye", value: { code: Code.TOO_MANY_UNANSWERED, detail: "you do not read" } });
    await settled();
    await expect(bus.flush()).rejects.toThrow(busError("TOO_MANY_UNANSWERED"));
    await expect(bus.subscribe("topology.>").ready).rejects.toThrow(busError("TOO_MANY_UNANSWERED"));
  });
});

// Regression: all was asked at once, and the broker closed the connection: TOO_MANY_UNANSWERED. So it did after each reconnect, for ever.
test("a bus may ask for thousands of things in one turn", async () => {
  const harness = new BrokerHarness({ maxPatterns: 5_000 });
  await using bus = await busOn(harness).connect();
  const events = Array.from({ length: 5_000 }, (_, index) => bus.subscribe(`topology.t${index}.status`));
  const flushing = Array.from({ length: 5_000 }, () => bus.flush());
  await Promise.all([...events.map(({ ready }) => ready), ...flushing]);
  await Promise.all(events.map((each) => each.close()));
  expect(bus.connected).toBe(true);
});

// Regression: it was an unhandled rejection, which ends the process.
test.each(["onEvent", "onGap", "onAway"])(
  "an async handler that rejects is reported, and costs nothing: %s",
  async (handler) => {
    const rejections = unhandledRejections();
    const script = await connectedToScript();
    const { bus, peer } = script;
    const called = vi.fn<() => Promise<void>>(() => Promise.reject(new Error("in the handler")));
    const events = bus.subscribe("topology.*.status", { [handler]: called });
    await script.confirmSubscribe();
    await events.ready;
    peer.send({ case: "event", value: { topic: "topology.t1.status" } });
    peer.send({ case: "dropped", value: { count: 1n, total: 1n, topicsTruncated: true } });
    await settled();
    expect(bus.connected).toBe(true);
    peer.destroy();
    await settled();
    expect(called).toHaveBeenCalledOnce();
    expect(script.logged).toEqual(["bus: a handler of topology.*.status threw: in the handler"]);
    expect(rejections).toEqual([]);
  },
);

describe("a handler that throws", () => {
  // Regression: the bus was blamed, and the connection closed with PROTOCOL_ERROR; then the process ended.
  test.each(["onGap", "onEvent"] as const)(
    "%s: is logged, and costs neither the connection nor what follows",
    async (handler) => {
      const script = await connectedToScript();
      const called = vi.fn<() => void>(() => {
        throw new Error("in the handler");
      });
      const other = script.bus.subscribe("topology.>");
      await script.confirmSubscribe();
      script.bus.subscribe("topology.*.status", { [handler]: called });
      await script.confirmSubscribe();
      const notice = { case: "dropped", value: { count: 1n, total: 1n, topicsTruncated: true } } as const;
      const event = { case: "event", value: { topic: "topology.t1.status" } } as const;
      script.sendTogether(notice, event, event);
      expect(await take(other, 2)).toHaveLength(2);
      await settled();
      expect(called).toHaveBeenCalledTimes(handler === "onGap" ? 1 : 2);
      expect(script.bus.connected).toBe(true);
      expect(script.logged).toEqual(["bus: a handler of topology.*.status threw: in the handler"]);
    },
  );
});

describe("a broker that does not read", () => {
  // Regression: what did not fit was forgotten, and whoever waited for its answer waited for ever.
  test("is given up when more questions wait than may; whoever asked is told", async () => {
    const { bus, peer } = await connectedToScript();
    peer.pause();
    const long = "x".repeat(200);
    // As much as may be in flight, and as much again as may wait.
    const subscriptions = Array.from({ length: (2 * MAX_UNANSWERED_BYTES) / 200 }, (_, index) =>
      bus.subscribe(`topology.${long}${index}.status`),
    );
    await expect(subscriptions.at(-1)!.ready).rejects.toThrow(busError("UNAVAILABLE"));
    expect(bus.connected).toBe(false);
    await Promise.all(subscriptions.map((events) => all(events)));
  });

  test("answers Pings in between: the client's Pong carries the ref", async () => {
    const { peer } = await connectedToScript();
    peer.send({ case: "ping", value: { ref: 42 } });
    expect(await peer.next("pong")).toMatchObject({ ref: 42 });
  });
});
