// Clients that break one rule each, and the case that must find it.

import type { SubscribeOptions, UntypedBus } from "../../src/client/bus.ts";
import { BusError } from "../../src/errors.ts";
import type { FreeForm } from "../../src/registry/topic-types.ts";
import type { Connection } from "../../src/transport/connection.ts";
import { encodeFrame } from "../../src/wire/frame-codec.ts";
import { replaced } from "./mutants.ts";
import { OwnQueue } from "./own-queue.ts";
import type { Tampering } from "./tampered.ts";

export interface ClientMutant extends Tampering {
  /** The case that must fail, and what it cites. */
  readonly caught: readonly [id: string, requirement: string];
  /** From the second connection on. */
  readonly later?: boolean;
  /** Its next attempt comes at once. */
  readonly impatient?: boolean;
  /** It connects once, and takes the first error for the last. */
  readonly hasty?: boolean;
  /** A connection that is lost is the last. */
  readonly forlorn?: boolean;
  /** Puts something between it and each of its connections. */
  readonly around?: (connection: Connection) => Connection;
  /** What its bus does in place of what ours does. */
  readonly instead?: (bus: UntypedBus) => Partial<UntypedBus>;
}

/** As a library does that waits, in a language in which that stops everything. */
function waitForEver(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

const NOTHING: readonly Uint8Array[] = [];

export const CLIENT_MUTANTS: Readonly<Record<string, ClientMutant>> = {
  "answers no Ping": {
    caught: ["client-frames/ping", "R-PING-1"],
    leaving: (kind, bytes) => (kind.case === "pong" ? NOTHING : bytes),
  },
  "asks before it says Hello": {
    caught: ["client-handshake/hello", "R-HELLO-1"],
    leaving: (kind, bytes) =>
      kind.case === "hello" ? [encodeFrame({ case: "ping", value: { ref: 1 } }), bytes] : bytes,
  },
  "speaks another protocol only": {
    caught: ["client-handshake/hello", "R-VERSION-3"],
    leaving: (kind, bytes) =>
      kind.case === "hello" ? replaced(kind, bytes, { protocolMin: 2, protocolMax: 2 }) : bytes,
  },
  "takes any protocol": {
    caught: ["client-handshake/protocol-that-it-did-not-offer", "R-HELLO-16"],
    arriving: (kind, bytes) => (kind.case === "welcome" ? replaced(kind, bytes, { protocol: 1 }) : bytes),
  },
  "calls every code UNAVAILABLE": {
    caught: ["client-handshake/goodbye-in-place-of-welcome[too-many]", "R-HELLO-18"],
    arriving: (kind, bytes) => (kind.case === "goodbye" ? replaced(kind, bytes, { code: 64 }) : bytes),
  },
  "numbers no events": {
    caught: ["client-events/published-event", "R-EVENT-13"],
    leaving: (kind, bytes) => (kind.case === "event" ? replaced(kind, bytes, { id: new Uint8Array(0) }) : bytes),
  },
  "gives all events one number": {
    caught: ["client-events/published-event", "R-EVENT-13"],
    leaving: (kind, bytes) => (kind.case === "event" ? replaced(kind, bytes, { id: Uint8Array.of(1) }) : bytes),
  },
  "writes the topic last": {
    caught: ["client-events/published-event", "R-EVENT-12"],
    leaving: (kind, bytes) => {
      if (kind.case !== "event") return bytes;
      const rest = encodeFrame({ case: "event", value: { ...kind.value, topic: "" } });
      const topic = encodeFrame({ case: "event", value: { topic: kind.value.topic } });
      // Both are shorter than 128 bytes: size, tag, length, and then the fields.
      const inside = [...rest.subarray(3), ...topic.subarray(3)];
      return Uint8Array.of(inside.length + 2, 0x2a, inside.length, ...inside);
    },
  },
  "chooses the type of an event itself": {
    caught: ["client-events/labels-of-an-event", "R-EVENT-15"],
    leaving: (kind, bytes) => (kind.case === "event" ? replaced(kind, bytes, { type: "status" }) : bytes),
  },
  "says which message it is where nobody asks": {
    caught: ["client-events/published-event", "R-PAYLOAD-1"],
    leaving: (kind, bytes) => (kind.case === "event" ? replaced(kind, bytes, { payloadType: "x.Y" }) : bytes),
  },
  "knows no limit of frames": {
    caught: ["client-events/what-does-not-fit-is-not-sent", "R-CLIENT-5"],
    arriving: (kind, bytes) => (kind.case === "welcome" ? replaced(kind, bytes, { maxFrameBytes: 1 << 20 }) : bytes),
  },
  "knows no limit of topics": {
    caught: ["client-events/topic-that-is-too-long-for-this-bus-is-not-sent", "R-TOPIC-9"],
    arriving: (kind, bytes) => (kind.case === "welcome" ? replaced(kind, bytes, { maxTopicBytes: 255 }) : bytes),
  },
  "is deaf to losses": {
    caught: ["client-loss/dropped-by-the-broker", "R-GAP-1"],
    arriving: (kind, bytes) => (kind.case === "dropped" ? NOTHING : bytes),
  },
  "takes every loss for its own": {
    caught: ["client-loss/a-loss-of-others", "R-GAP-2"],
    arriving: (kind, bytes) =>
      kind.case === "dropped" ? replaced(kind, bytes, { topics: [], topicsTruncated: true }) : bytes,
  },
  "does not know a restart": {
    caught: ["client-loss/bus-restarted", "R-GAP-5"],
    arriving: (kind, bytes) => (kind.case === "welcome" ? replaced(kind, bytes, { busId: "bus" }) : bytes),
  },
  "takes a refusal for a yes": {
    caught: ["client-subscribing/refused[too-many]", "R-SUB-11"],
    arriving: (kind, bytes) => (kind.case === "result" ? replaced(kind, bytes, { code: 0 }) : bytes),
  },
  "hears the second of two": {
    caught: ["client-subscribing/order", "R-DELIVER-8"],
    arriving: (kind, bytes, { memory }) => {
      if (kind.case !== "event") return bytes;
      const held = memory.get("event");
      memory.set("event", bytes);
      if (held === undefined) return NOTHING;
      memory.delete("event");
      return [bytes, held];
    },
  },
  "chokes on what it does not know": {
    caught: ["client-frames/ignored[unknown-kind]", "R-FRAME-16"],
    arriving: (kind, bytes) => (kind.case === undefined ? Uint8Array.of(2, 0x2a, 0) : bytes),
  },
  "bears what is not this protocol": {
    caught: ["client-frames/not-this-protocol[event-without-a-topic]", "R-FRAME-17"],
    arriving: (kind, bytes) => (kind.case === "event" && kind.value.topic === "" ? NOTHING : bytes),
  },
  "does not subscribe again": {
    caught: ["client-lifecycle/comes-back[shutdown]", "R-RECONNECT-4"],
    later: true,
    leaving: (kind, bytes) => (kind.case === "subscribe" ? NOTHING : bytes),
  },
  "does not wait as long as it is told": {
    caught: ["client-lifecycle/waits-as-long-as-it-is-told", "R-RECONNECT-3"],
    impatient: true,
    arriving: (kind, bytes) => (kind.case === "goodbye" ? replaced(kind, bytes, { reconnectAfterMs: 0 }) : bytes),
  },
  "does not pause before it comes back": {
    caught: ["client-lifecycle/does-not-hurry-back", "R-RECONNECT-2"],
    impatient: true,
  },
  "gives up where many connect at once": {
    caught: ["client-handshake/many-connect-at-once", "R-CONN-5"],
    hasty: true,
  },
  "does not come back": {
    caught: ["client-lifecycle/comes-back-to-a-bus-that-was-away", "R-RECONNECT-1"],
    forlorn: true,
  },
  "waits for room before it publishes": {
    caught: ["client-lifecycle/publishing-to-a-broker-that-does-not-read", "R-CLIENT-1"],
    instead: (bus) => ({
      publish: (...event: Parameters<UntypedBus["publish"]>) => {
        const handedOver = bus.publish(...event);
        if (bus.stats().notPublished.overflow > 0) waitForEver();
        return handedOver;
      },
    }),
  },
  "waits for a bus before it publishes": {
    caught: ["client-lifecycle/publishing-without-a-connection", "R-CLIENT-1"],
    instead: (bus) => ({
      publish: (...event: Parameters<UntypedBus["publish"]>) => {
        if (!bus.connected) waitForEver();
        return bus.publish(...event);
      },
    }),
  },
  "keeps what it publishes without a bus for later": {
    caught: ["client-lifecycle/publishing-without-a-connection", "R-CLIENT-3"],
    instead: (bus) => {
      const kept: Parameters<UntypedBus["publish"]>[] = [];
      return {
        publish: (...event: Parameters<UntypedBus["publish"]>) => {
          if (bus.connected) for (const earlier of kept.splice(0)) bus.publish(...earlier);
          else kept.push(event);
          return bus.publish(...event);
        },
      };
    },
  },
  "throws where there is no bus to publish to": {
    caught: ["client-lifecycle/publishing-without-a-connection", "R-CLIENT-4"],
    instead: (bus) => ({
      publish: (...event: Parameters<UntypedBus["publish"]>) => {
        if (!bus.connected) throw new BusError("UNAVAILABLE", "There is no bus.");
        return bus.publish(...event);
      },
    }),
  },
  "keeps all that its broker does not read": {
    caught: ["client-lifecycle/publishing-to-a-broker-that-does-not-read", "R-CLIENT-2"],
    around: (connection) => new OwnQueue(connection, { frames: Number.POSITIVE_INFINITY, drops: "newest event" }),
  },
  "drops the newest that it publishes": {
    caught: ["client-lifecycle/newest-is-kept-for-a-broker-that-does-not-read", "R-CLIENT-2"],
    around: (connection) => new OwnQueue(connection, { frames: 10_000, drops: "newest event" }),
  },
  "keeps all that its program does not read": {
    caught: ["client-loss/lost-by-the-client-itself", "R-CLIENT-6"],
    instead: (bus) => ({
      subscribe: (pattern: string | FreeForm, options?: SubscribeOptions) =>
        bus.subscribe(pattern, { ...options, queueEvents: 1_000_000 }),
    }),
  },
  "goes without a word": {
    caught: ["client-lifecycle/closing", "R-BYE-7"],
    leaving: (kind, bytes) => (kind.case === "goodbye" ? NOTHING : bytes),
  },
  "flushes before it has sent": {
    caught: ["client-events/flush", "R-CLIENT-9"],
    leaving: (kind, bytes, { memory }) => {
      if (kind.case === "ping") return [...memory.values(), bytes].toReversed();
      if (kind.case !== "event") return bytes;
      memory.set(String(memory.size), bytes.slice());
      return NOTHING;
    },
  },
};
