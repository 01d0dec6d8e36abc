// A client's bus over memory, with the time in the test's hand: against the real broker, or against one that says what a test tells it to.

import type { Welcome } from "../../gen/decnet/bus/v1/frame_pb.ts";
import type { Bus } from "../../src/client/bus.ts";
import { createConnectedBus } from "../../src/client/connected-bus.ts";
import type { HelloInit } from "../../src/client/connection.ts";
import { memoryPair } from "../../src/transport/memory.ts";
import { encodeFrame, type FrameKindInit } from "../../src/wire/frame-codec.ts";
import { DEFAULT_LIMITS } from "../../src/wire/limits.ts";
import type { BrokerHarness } from "./broker-harness.ts";
import { joined } from "./bytes.ts";
import { ManualClock } from "./manual-clock.ts";
import { RawPeer } from "./raw-peer.ts";

/** Of a client that a test makes by hand. */
export const HELLO: HelloInit = { clientName: "worker", clientLibrary: "test", pid: 7, noEcho: false };

/** A bus, not connected yet, of the harness's broker. */
export function busOn({ broker, clock }: BrokerHarness, hello: Partial<HelloInit> = {}): Bus {
  const open = () => {
    const [near, far] = memoryPair();
    broker.accept(far);
    return Promise.resolve(near);
  };
  return createConnectedBus({ hello: { ...HELLO, ...hello }, clock, open, reconnect: false });
}

/** A bus whose broker is a script. */
export class ScriptedBroker {
  readonly clock = new ManualClock();
  /** Not connected yet. */
  readonly bus: Bus;
  /** The broker's end of the connection. */
  readonly peer: RawPeer;
  /** Warnings of the bus. */
  readonly logged: string[] = [];
  /** How often the bus has asked for a connection; it always gets the same. */
  opened = 0;

  constructor({ reconnect = false } = {}) {
    const [near, far] = memoryPair();
    this.peer = new RawPeer(far);
    this.bus = createConnectedBus({
      hello: HELLO,
      clock: this.clock,
      open: () => {
        this.opened++;
        return Promise.resolve(near);
      },
      reconnect,
      logger: { warn: (message) => this.logged.push(message) },
    });
  }

  /** Connects the bus: takes its Hello, says Welcome. */
  async connect(limits: Partial<Omit<Welcome, "$typeName">> = {}): Promise<void> {
    const connecting = this.bus.connect();
    await this.peer.next("hello");
    this.peer.send(welcome(limits));
    await connecting;
  }

  /** Sends frames in one chunk. */
  sendTogether(...kinds: readonly FrameKindInit[]): void {
    this.peer.sendBytes(joined(kinds.map((kind) => encodeFrame(kind))));
  }

  /** Takes a Subscribe, and confirms it. */
  async confirmSubscribe(): Promise<string> {
    const { ref, pattern } = await this.peer.next("subscribe");
    this.peer.send({ case: "result", value: { ref } });
    return pattern;
  }

  /** Takes an Unsubscribe, and confirms it. */
  async confirmUnsubscribe(): Promise<string> {
    const { ref, pattern } = await this.peer.next("unsubscribe");
    this.peer.send({ case: "result", value: { ref } });
    return pattern;
  }
}

/** A scripted broker and its bus, connected. */
export async function connectedToScript(): Promise<ScriptedBroker> {
  const script = new ScriptedBroker();
  await script.connect();
  return script;
}

export function welcome(limits: Partial<Omit<Welcome, "$typeName">> = {}): FrameKindInit {
  return { case: "welcome", value: { protocol: 1, maxFrameBytes: DEFAULT_LIMITS.maxFrameBytes, ...limits } };
}
