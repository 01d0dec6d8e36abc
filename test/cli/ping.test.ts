import { join } from "node:path";
import { type RunningBroker, startBroker } from "decnet-bus/broker";
import { beforeEach, describe, expect, test } from "vitest";
import { summaryText, tripText } from "../../src/cli/ping-text.ts";
import { ping, type RoundTrip, summaryOf } from "../../src/cli/ping.ts";
import { BusError } from "../../src/errors.ts";
import { scriptedBus } from "../support/scripted-bus.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const NEVER = new AbortController().signal;

let socket: string;
let broker: RunningBroker;

beforeEach(async () => {
  socket = join(temporaryFolder(), "bus.sock");
  broker = await startBroker({ socket, group: "", heartbeatS: 0 });
  return () => broker.stop();
});

describe("ping", () => {
  test("has each fence come back, and sums up", async () => {
    const trips: RoundTrip[] = [];
    const summary = await ping({ socket, count: 3, interval: 0, signal: NEVER, trip: (trip) => trips.push(trip) });
    expect(trips.map(({ number }) => number)).toEqual([1, 2, 3]);
    const times = trips.map(({ ms }) => ms!).toSorted((one, other) => one - other);
    expect(times[0]).toBeGreaterThan(0);
    expect(summary).toEqual({ sent: 3, received: 3, minMs: times[0], medianMs: times[1], maxMs: times[2] });
  });

  test("ends when it is interrupted, with what came back so far", async () => {
    const interrupt = new AbortController();
    const trip = (): void => interrupt.abort();
    const summary = await ping({ socket, count: 9, interval: 3_600, signal: interrupt.signal, trip });
    expect(summary).toMatchObject({ sent: 1, received: 1 });
  });

  test("tells a fence that does not come back, and goes on", async () => {
    const { socket: hanging, client } = await scriptedBus();
    const trips: RoundTrip[] = [];
    const running = ping({
      socket: hanging,
      timeout: 0.2,
      count: 2,
      interval: 0,
      signal: NEVER,
      trip: (trip) => trips.push(trip),
    });
    const bus = await client;
    await bus.next("ping");
    const { ref } = await bus.next("ping");
    bus.send({ case: "pong", value: { ref } });
    await bus.next("goodbye");
    bus.destroy();
    await expect(running).resolves.toMatchObject({ sent: 2, received: 1 });
    expect(trips).toMatchObject([
      { ms: undefined, reason: { code: "TIMEOUT" } },
      { number: 2, reason: undefined },
    ]);
  });

  test("ends when the bus goes away", async () => {
    const { socket: hanging, client } = await scriptedBus();
    const trips: RoundTrip[] = [];
    const running = ping({ socket: hanging, count: 9, interval: 0, signal: NEVER, trip: (trip) => trips.push(trip) });
    const bus = await client;
    await bus.next("ping");
    bus.destroy();
    await expect(running).resolves.toMatchObject({ sent: 1, received: 0, medianMs: undefined });
    expect(trips).toMatchObject([{ ms: undefined, reason: { code: "UNAVAILABLE" } }]);
  });
});

describe("the summary", () => {
  test.each([
    [[], undefined],
    [[3], 3],
    [[9, 1], 5],
    [[9, 1, 2], 2],
    [[1, 2, 4, 9], 3],
  ])("of %j has the median %d", (times, medianMs) =>
    expect(summaryOf(times.length, times)).toMatchObject({ medianMs }),
  );

  test("and each trip are lines for people, and for programs", () => {
    const reason = new BusError("TIMEOUT", "late \u001B");
    expect(tripText({ number: 1, ms: 0.0831, reason: undefined }, false)).toBe("1: 0.083 ms");
    expect(tripText({ number: 2, ms: undefined, reason }, false)).toBe("2: late \\u001b");
    expect(JSON.parse(tripText({ number: 1, ms: 0.5, reason: undefined }, true))).toEqual({
      kind: "ping",
      number: 1,
      ms: 0.5,
      error: null,
    });
    expect(JSON.parse(tripText({ number: 2, ms: undefined, reason }, true))).toEqual({
      kind: "ping",
      number: 2,
      ms: null,
      error: "TIMEOUT",
    });
    expect(summaryText(summaryOf(3, [0.5, 2, 1]), false)).toBe(
      "3 of 3 came back; min 0.500 ms, median 1.00 ms, max 2.00 ms",
    );
    expect(summaryText(summaryOf(3, []), false)).toBe("0 of 3 came back");
    expect(JSON.parse(summaryText(summaryOf(2, [1]), true))).toEqual({
      kind: "summary",
      sent: 2,
      received: 1,
      minMs: 1,
      medianMs: 1,
      maxMs: 1,
    });
    expect(JSON.parse(summaryText(summaryOf(2, []), true))).toEqual({
      kind: "summary",
      sent: 2,
      received: 0,
      minMs: null,
      medianMs: null,
      maxMs: null,
    });
  });
});
