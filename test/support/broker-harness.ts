// A broker over memory, with the time in the test's hand.

import type { Hello } from "../../gen/decnet/bus/v1/frame_pb.ts";
import { type Broker, type BrokerEvent, createBroker } from "../../src/broker/broker.ts";
import { memoryPair } from "../../src/transport/memory.ts";
import { encodeFrame, type FrameKindInit } from "../../src/wire/frame-codec.ts";
import type { Limits } from "../../src/wire/limits.ts";
import { ManualClock } from "./manual-clock.ts";
import { RawPeer } from "./raw-peer.ts";

export class BrokerHarness {
  readonly clock = new ManualClock();
  /** What the broker told its observer. */
  readonly observed: BrokerEvent[] = [];
  readonly broker: Broker;

  constructor(limits: Partial<Limits> = {}, random?: () => number) {
    this.broker = createBroker({
      clock: this.clock,
      busId: "bus-id",
      server: "broker/test",
      limits,
      observe: (event) => this.observed.push(event),
      ...(random && { random }),
    });
  }

  /** A connection that has not said anything yet. */
  connect(): RawPeer {
    const [near, far] = memoryPair();
    this.broker.accept(far);
    return new RawPeer(near);
  }

  /** A connection that has said Hello. */
  async open(hello: Partial<Omit<Hello, "$typeName">> = {}): Promise<RawPeer> {
    const peer = this.connect();
    await peer.hello(hello);
    return peer;
  }

  /** A connection with one pattern. */
  async subscriber(pattern: string): Promise<RawPeer> {
    const peer = await this.open();
    await peer.subscribe(pattern);
    return peer;
  }
}

/** An event as a frame to send. */
export function eventOf(topic: string, payloadBytes = 0): FrameKindInit {
  return { case: "event", value: { topic, payload: new Uint8Array(payloadBytes) } };
}

/** The bytes of an event's frame, size prefix included. */
export function eventFrame(topic: string, payloadBytes = 0): Uint8Array {
  return encodeFrame(eventOf(topic, payloadBytes));
}
