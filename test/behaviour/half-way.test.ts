// A connection that breaks half-way through coming back. Only a script can time that, so it is played over memory alone.

import { expect, test } from "vitest";
import { type Broker, createBroker } from "../../src/broker/broker.ts";
import type { Bus } from "../../src/client/bus.ts";
import { createConnectedBus } from "../../src/client/connected-bus.ts";
import { helloOf } from "../../src/client/hello.ts";
import { ManualClock } from "../../src/testing/index.ts";
import type { Connection } from "../../src/transport/connection.ts";
import { memoryPair } from "../../src/transport/memory.ts";
import { connectionAround } from "../support/connection-around.ts";
import { gapHeard } from "../support/gap-heard.ts";
import { publishNumbers } from "../support/status-topics.ts";
import { take } from "../support/take.ts";

/** Sends what it is given, or does not. */
type Filter = (parts: readonly Uint8Array[]) => readonly Uint8Array[];

const everything: Filter = (parts) => parts;

class BrokenRoad {
  readonly clock = new ManualClock();
  /** What becomes of what the bus sends on its next connection; on nothing at all that one breaks. */
  filter = everything;
  #broker!: Broker;
  readonly #ends: Connection[] = [];

  constructor() {
    this.start("first");
  }

  start(busId: string): void {
    this.#broker = createBroker({ clock: this.clock, busId, server: "test" });
  }

  bus(): Bus {
    const open = (): Promise<Connection> => {
      const [near, far] = memoryPair();
      this.#broker.accept(far);
      this.#ends.push(far);
      return Promise.resolve(filtered(near, this.filter));
    };
    return createConnectedBus({ hello: helloOf({}), clock: this.clock, open, waitForBus: true, random: () => 1 });
  }

  cut(): void {
    for (const end of this.#ends.splice(0)) end.destroy();
  }
}

// Regression: the bus took over the broker's new id with the Welcome, so the attempt after the one that broke found nothing new.
test("a restart is told as one, also if the first connection to the new broker breaks before it counts", async () => {
  const road = new BrokenRoad();
  await using bus = await road.bus().connect();
  const told = gapHeard();
  const events = bus.subscribe("topology.*.status", { onGap: told.onGap });
  await events.ready;
  road.start("second");
  let sends = 0;
  // The Hello leaves, and the Subscribe does not.
  road.filter = (parts) => (++sends === 1 ? parts : []);
  road.cut();
  await road.clock.pass(50);
  expect([bus.connected, sends]).toEqual([false, 2]);
  road.filter = everything;
  await road.clock.pass(1_000);
  publishNumbers(bus, 0, 1);
  expect((await take(events, 1)).map(({ gap }) => gap?.reason)).toEqual(["restart"]);
  expect(told.gaps.map(({ reason }) => reason)).toEqual(["restart"]);
});

// Regression: it was, and then lost what was published before the next connection, without a gap.
test("a subscription is not ready on a connection that breaks before it counts", async () => {
  const road = new BrokenRoad();
  let sends = 0;
  // Of two Subscribes only the first leaves, so that the connection does not count yet.
  road.filter = (parts) => (++sends === 1 ? parts : parts.slice(0, 1));
  const bus = road.bus();
  const events = bus.subscribe("topology.*.status");
  bus.subscribe("decky.>");
  let ready = false;
  void events.ready.then(() => (ready = true));
  const connected = bus.connect();
  await road.clock.pass(10);
  expect([sends, ready]).toEqual([2, false]);
  road.filter = everything;
  road.cut();
  await road.clock.pass(1_000);
  await Promise.all([connected, events.ready]);
  publishNumbers(bus, 0, 1);
  expect((await take(events, 1)).map(({ gap }) => gap)).toEqual([undefined]);
  await bus.close();
});

function filtered(connection: Connection, filter: Filter): Connection {
  return connectionAround(connection, {
    send: (parts, sent) => {
      const left = filter(parts);
      if (left.length > 0) connection.send(left, sent);
      else connection.destroy();
    },
  });
}
