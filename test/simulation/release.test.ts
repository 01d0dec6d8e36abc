// What is left of a connection that is gone: nothing. Seen from the garbage collector's side, with a broker that lives on.

import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { type Broker, createBroker } from "../../src/broker/broker.ts";
import type { Receiver } from "../../src/transport/connection.ts";
import type { Limits } from "../../src/wire/limits.ts";
import { joined } from "../support/bytes.ts";
import { ManualClock } from "../support/manual-clock.ts";
import { settled } from "../support/settled.ts";
import { HeldConnection } from "./held-connection.ts";
import { type Saying, utter } from "./saying.ts";

const LIMITS: Partial<Limits> = { queueEvents: 4, maxUnanswered: 4, maxFrameBytes: 1 << 20 };
/** So much that it is worth letting go of. */
const PAYLOAD_BYTES = 100_000;

const HELLO: Saying = { say: "hello", noEcho: false, like: "usual" };
const WANTS_ALL: Saying = { say: "subscribe", pattern: ">" };
const EVENT: Saying = { say: "event", topic: "a.b", payloadBytes: PAYLOAD_BYTES, form: "usual" };

/** Lives of a connection, up to its end. */
const LIVES: Record<string, (stage: Stage, peer: HeldConnection) => void> = {
  "said nothing": () => {},
  "begun its Hello": (stage, peer) => stage.say(peer, [HELLO], 3),
  "said Hello": (stage, peer) => stage.say(peer, [HELLO]),
  subscribed: (stage, peer) => stage.say(peer, [HELLO, WANTS_ALL]),
  published: (stage, peer) => stage.say(peer, [HELLO, EVENT, EVENT]),
  "begun an event": (stage, peer) => stage.say(peer, [HELLO, EVENT], 10),
  "left events waiting, and lost some": (stage, peer) => {
    stage.say(peer, [HELLO, WANTS_ALL]);
    for (let count = 0; count < 9; count++) stage.say(stage.publisher, [EVENT]);
  },
  "been refused": (stage, peer) => stage.say(peer, [HELLO, WANTS_ALL, { say: "foul", foul: "topic twice" }]),
  "said Goodbye": (stage, peer) => stage.say(peer, [HELLO, WANTS_ALL, EVENT, { say: "goodbye" }]),
  "been there for a while": (stage, peer) => {
    stage.say(peer, [HELLO, WANTS_ALL]);
    stage.wait(1_500);
    stage.say(peer, [EVENT]);
  },
};

test.each(Object.keys(LIVES))("a connection that has %s leaves nothing behind", async (life) => {
  const stage = new Stage();
  const gone = stage.liveAndGo(LIVES[life]!);
  expect(await collected(gone)).toBe(true);
  expect(stage.broker.counts).toMatchObject({ connections: 1, patterns: 0 });
});

test("what waited for a connection goes with it, even if its transport stays", async () => {
  const stage = new Stage();
  const peer = stage.connect();
  stage.say(peer, [HELLO, WANTS_ALL]);
  await settled();
  // Keeps the broker's end alive, as a transport may.
  const receiver: Receiver | undefined = peer.receiver;
  const waiting = stage.publish([EVENT]);
  await settled();
  expect(await collected(waiting)).toBe(false);
  peer.close();
  expect(await collected(waiting)).toBe(true);
  expect(receiver).toBeDefined();
});

test("what was routed is let go of, while its publisher idles", async () => {
  const stage = new Stage();
  expect(await collected(stage.publish([EVENT]))).toBe(true);
});

test("an event that waits costs its own bytes, not the chunk in which it came", async () => {
  const stage = new Stage();
  const peer = stage.connect();
  stage.say(peer, [HELLO, { say: "subscribe", pattern: "b" }]);
  await settled();
  const chunk = stage.publish([EVENT, { say: "event", topic: "b", payloadBytes: 8, form: "usual" }]);
  expect(await collected(chunk)).toBe(true);
  expect(peer.inFlight).toBe(true);
});

/** A broker with one quiet publisher. */
class Stage {
  readonly clock = new ManualClock();
  readonly broker: Broker = createBroker({ clock: this.clock, busId: "bus", server: "broker/test", limits: LIMITS });
  readonly publisher = this.connect();
  #lastRef = 0;

  constructor() {
    this.say(this.publisher, [HELLO]);
  }

  connect(): HeldConnection {
    const connection = new HeldConnection();
    this.broker.accept(connection);
    return connection;
  }

  /** In one chunk, of which `keepBack` bytes never come. */
  say(peer: HeldConnection, sayings: readonly Saying[], keepBack = 0): void {
    const bytes = this.#bytesOf(sayings);
    peer.deliver(bytes.slice(0, bytes.length - keepBack));
  }

  /** Returns a hold on the chunk that does not hold it. */
  publish(sayings: readonly Saying[]): WeakRef<object> {
    const chunk = this.#bytesOf(sayings);
    this.publisher.deliver(chunk);
    return new WeakRef(chunk.buffer);
  }

  wait(ms: number): void {
    this.clock.advance(ms);
  }

  /** Returns a hold on the connection that does not hold it. */
  liveAndGo(life: (stage: Stage, peer: HeldConnection) => void): WeakRef<object> {
    const peer = this.connect();
    life(this, peer);
    peer.close();
    return new WeakRef(peer);
  }

  #bytesOf(sayings: readonly Saying[]): Uint8Array {
    return joined(sayings.map((saying) => utter(saying, ++this.#lastRef).bytes));
  }
}

/** Whether the collector takes it, given every chance. */
async function collected(hold: WeakRef<object>): Promise<boolean> {
  // What was looked at in a turn stays until it is over.
  await settled();
  collectGarbage();
  await settled();
  collectGarbage();
  return hold.deref() === undefined;
}

function collectGarbage(): void {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  collect();
}
