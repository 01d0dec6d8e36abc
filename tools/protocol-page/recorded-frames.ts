// The frames that the page shows: what a broker and its peers really exchange, over memory, with nothing left to chance.

import { create, toBinary } from "@bufbuild/protobuf";
import { StructSchema } from "@bufbuild/protobuf/wkt";
import { TopologyStatusSchema } from "../../gen/decnet/topics/v1/topology_pb.ts";
import { type Broker, createBroker } from "../../src/broker/broker.ts";
import { ManualClock } from "../../src/testing/manual-clock.ts";
import type { Connection } from "../../src/transport/connection.ts";
import { memoryPair } from "../../src/transport/memory.ts";
import { encodeFrame, type FrameKindInit } from "../../src/wire/frame-codec.ts";
import { FrameReader } from "../../src/wire/frame-reader.ts";
import type { Limits } from "../../src/wire/limits.ts";

/** A frame, and who sent it. */
export interface RecordedFrame {
  readonly from: "client" | "broker";
  readonly bytes: Uint8Array;
}

/** By the name that the page calls them by. */
export type Recordings = ReadonlyMap<string, readonly RecordedFrame[]>;

const STATUS_EVENT: FrameKindInit = {
  case: "event",
  value: {
    topic: "topology.maze.status",
    payload: toBinary(TopologyStatusSchema, create(TopologyStatusSchema, { state: "active" })),
    source: "mutator",
    id: Uint8Array.of(0x5e, 0xed, 0, 1),
    publishedAt: 1_700_000_000_000_000_000n,
  },
};

const STRUCT_EVENT: FrameKindInit = {
  case: "event",
  value: {
    topic: "lab.x",
    payload: toBinary(
      StructSchema,
      create(StructSchema, { fields: { n: { kind: { case: "numberValue", value: 7 } } } }),
    ),
  },
};

export async function recordFrames(): Promise<Recordings> {
  const conversation = await recordConversation();
  const byName = new Map<string, readonly RecordedFrame[]>([["conversation", conversation]]);
  const [hello, welcome, subscribe, result, event] = conversation;
  for (const [name, frame] of Object.entries({ hello, welcome, subscribe, result, event })) byName.set(name, [frame!]);
  byName.set("ping", await recordPing());
  byName.set("dropped", await recordLoss());
  byName.set("goodbye", await recordRefusal());
  byName.set("struct", [{ from: "client", bytes: encodeFrame(STRUCT_EVENT) }]);
  return byName;
}

async function recordConversation(): Promise<RecordedFrame[]> {
  const broker = exampleBroker();
  const publisher = new Peer(broker);
  await publisher.hello("mutator");
  const subscriber = new Peer(broker);
  await subscriber.hello("editor");
  await subscriber.send({ case: "subscribe", value: { ref: 1, pattern: "topology.*.status" } });
  await publisher.send(STATUS_EVENT);
  await subscriber.send({ case: "goodbye", value: {} });
  return subscriber.frames;
}

async function recordPing(): Promise<RecordedFrame[]> {
  const peer = new Peer(exampleBroker());
  await peer.hello("editor");
  await peer.send({ case: "ping", value: { ref: 1 } });
  return peer.frames.slice(2);
}

/** Three events for a queue of one, while the subscriber does not read: one is in flight, one goes, one waits. */
async function recordLoss(): Promise<RecordedFrame[]> {
  const broker = exampleBroker({ queueEvents: 1 });
  const peer = new Peer(broker);
  await peer.hello("editor");
  await peer.send({ case: "subscribe", value: { ref: 1, pattern: "topology.*.status" } });
  peer.connection.pause();
  const publisher = new Peer(broker);
  await publisher.hello("mutator");
  for (let count = 0; count < 3; count++) await publisher.send(STATUS_EVENT);
  peer.connection.resume();
  await settled();
  return peer.frames.filter(({ bytes }) => bytes[1] === 0x32);
}

async function recordRefusal(): Promise<RecordedFrame[]> {
  const peer = new Peer(exampleBroker());
  await peer.hello("editor");
  await peer.send({ case: "event", value: { topic: "a..b" } });
  return peer.frames.slice(-1);
}

function exampleBroker(limits: Partial<Limits> = {}): Broker {
  return createBroker({ clock: new ManualClock(), busId: "5eed", server: "broker/1", limits });
}

/** One that writes down what goes over its connection. */
class Peer {
  readonly frames: RecordedFrame[] = [];
  readonly connection: Connection;

  constructor(broker: Broker) {
    const [near, far] = memoryPair();
    this.connection = near;
    broker.accept(far);
    const reader = new FrameReader(1 << 20, (bytes, start, _body, end) => {
      this.frames.push({ from: "broker", bytes: bytes.slice(start, end) });
      return true;
    });
    near.start({ data: (chunk) => void reader.push(chunk), closed: () => {} });
  }

  hello(clientName: string): Promise<void> {
    const value = { protocolMin: 1, protocolMax: 1, clientName, clientLibrary: "example/1", pid: 4711 };
    return this.send({ case: "hello", value });
  }

  async send(kind: FrameKindInit): Promise<void> {
    const bytes = encodeFrame(kind);
    this.frames.push({ from: "client", bytes });
    this.connection.send([bytes], () => {});
    await settled();
  }
}

function settled(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
