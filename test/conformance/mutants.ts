// Brokers that break one rule each, and the case that must find it.

import { Code } from "../../gen/decnet/bus/v1/code_pb.ts";
import type { Connection } from "../../src/transport/connection.ts";
import { encodeFrame } from "../../src/wire/frame-codec.ts";
import type { Limits } from "../../src/wire/limits.ts";
import { HoldsUpPublishers, SendsInTurn } from "./held-up.ts";
import { OwnQueue } from "./own-queue.ts";
import type { Kind, Tampering, Way } from "./tampered.ts";

export interface Mutant extends Tampering {
  /** The case that must fail, and what it cites. */
  readonly caught: readonly [id: string, requirement: string];
  /** Limits that it has, whatever it was asked for and says. */
  readonly limits?: Partial<Limits>;
  /** It ends without a word. */
  readonly rude?: boolean;
  /** Puts something between it and each of its connections. */
  readonly around?: (connection: Connection) => Connection;
}

/** Of one that keeps no queue itself: another does. */
const NO_QUEUE: Partial<Limits> = { queueEvents: 1_000_000, queueBytes: 2 ** 31 };

const NOTHING: readonly Uint8Array[] = [];

/** The frame with other values. */
export function replaced(kind: Kind, bytes: Uint8Array, change: Readonly<Record<string, unknown>>): Uint8Array {
  if (kind.case === undefined) return bytes;
  return encodeFrame({ case: kind.case, value: { ...kind.value, ...change } } as Parameters<typeof encodeFrame>[0]);
}

function isFrame(kind: Kind, name: NonNullable<Kind["case"]>): boolean {
  return kind.case === name;
}

/** Patterns in other words, on their way to the broker. */
function rewritten(rewrite: (pattern: string) => string): Tampering {
  return {
    arriving: (kind, bytes) =>
      kind.case === "subscribe" || kind.case === "unsubscribe"
        ? replaced(kind, bytes, { pattern: rewrite(kind.value.pattern) })
        : bytes,
  };
}

/** Holds one notice back until an event has passed it. */
function noticeBehindItsEvent(kind: Kind, bytes: Uint8Array, { memory }: Way): readonly Uint8Array[] {
  if (kind.case === "dropped") {
    memory.set("notice", bytes);
    return NOTHING;
  }
  const notice = memory.get("notice");
  if (kind.case !== "event" || notice === undefined) return [bytes];
  memory.delete("notice");
  return [bytes, notice];
}

export const MUTANTS: Readonly<Record<string, Mutant>> = {
  "does not say how many may connect": {
    caught: ["control/status-says-how-many-may-connect", "R-STATUS-6"],
    leaving: (kind, bytes) => (isFrame(kind, "status") ? replaced(kind, bytes, { maxConnections: 0 }) : bytes),
  },
  "delivers after unsubscribe": {
    caught: ["subscribing/nothing-after-unsubscribe", "R-SUB-4"],
    arriving: (kind, bytes, { reply }) => {
      if (kind.case !== "unsubscribe") return bytes;
      reply({ case: "result", value: { ref: kind.value.ref } });
      return NOTHING;
    },
  },
  "forgets to answer unsubscribe": {
    caught: ["subscribing/result-carries-the-ref", "R-SUB-1"],
    leaving: (kind, bytes) => (kind.case === "result" && kind.value.ref === 0 ? NOTHING : bytes),
  },
  "sends a copy for each pattern": {
    caught: ["delivery/one-copy-however-many-patterns-match", "R-DELIVER-2"],
    leaving: (kind, bytes, { memory }) => (isFrame(kind, "event") && memory.has("many") ? [bytes, bytes] : bytes),
    arriving: (_kind, bytes, { patterns, memory }) => {
      if (patterns.size > 1) memory.set("many", bytes);
      return bytes;
    },
  },
  "takes * for many tokens": {
    caught: ["delivery/star-is-exactly-one-token", "R-PATTERN-1"],
    ...rewritten((pattern) => pattern.replace(/\.\*$/, ".>")),
  },
  "takes > for one token": {
    caught: ["delivery/tail-is-one-or-more-tokens", "R-PATTERN-2"],
    ...rewritten((pattern) => pattern.replace(/>$/, "*")),
  },
  "knows no difference of case": {
    caught: ["topic-grammar/topics-are-compared-byte-by-byte", "R-TOPIC-8"],
    arriving: (kind, bytes) =>
      kind.case === "event" ? replaced(kind, bytes, { topic: kind.value.topic.toLowerCase() }) : bytes,
  },
  "normalises topics": {
    caught: ["topic-grammar/topic[combining]", "R-TOPIC-1"],
    arriving: (kind, bytes) =>
      kind.case === "event" ? replaced(kind, bytes, { topic: kind.value.topic.normalize("NFC") }) : bytes,
  },
  "decodes and encodes events again": {
    caught: ["events/fields-in-any-order[topic-last]", "R-EVENT-1"],
    arriving: (kind, bytes) => (isFrame(kind, "event") ? replaced(kind, bytes, {}) : bytes),
  },
  "drops unknown fields": {
    caught: ["compatibility/unknown-fields-of-an-event-are-forwarded", "R-EVENT-3"],
    arriving: (kind, bytes) => (isFrame(kind, "event") ? replaced(kind, bytes, { $unknown: [] }) : bytes),
  },
  "knows no no_echo": {
    caught: ["delivery/no-echo", "R-DELIVER-4"],
    arriving: (kind, bytes) => (isFrame(kind, "hello") ? replaced(kind, bytes, { noEcho: false }) : bytes),
  },
  "never echoes": {
    caught: ["delivery/echo", "R-DELIVER-3"],
    arriving: (kind, bytes) => (isFrame(kind, "hello") ? replaced(kind, bytes, { noEcho: true }) : bytes),
  },
  "does not tell of losses": {
    caught: ["overflow/the-account-is-exact", "R-DROP-1"],
    leaving: (kind, bytes) => (isFrame(kind, "dropped") ? NOTHING : bytes),
  },
  "tells of a loss too late": {
    caught: ["overflow/the-account-is-exact", "R-DROP-1"],
    leaving: noticeBehindItsEvent,
  },
  "tells of each loss twice": {
    caught: ["overflow/several-gaps", "R-DROP-6"],
    leaving: (kind, bytes) => (isFrame(kind, "dropped") ? [bytes, bytes] : bytes),
  },
  "begins to count anew after each loss": {
    caught: ["overflow/several-gaps", "R-DROP-3"],
    leaving: (kind, bytes) => (kind.case === "dropped" ? replaced(kind, bytes, { total: kind.value.count }) : bytes),
  },
  "names no lost topics": {
    caught: ["overflow/topics-are-named", "R-DROP-4"],
    leaving: (kind, bytes) => (isFrame(kind, "dropped") ? replaced(kind, bytes, { topics: [] }) : bytes),
  },
  "says never that topics are left out": {
    caught: ["overflow/too-many-topics-to-name", "R-DROP-5"],
    leaving: (kind, bytes) => (isFrame(kind, "dropped") ? replaced(kind, bytes, { topicsTruncated: false }) : bytes),
  },
  "drops the newest": {
    caught: ["overflow/newest-is-kept", "R-QUEUE-2"],
    limits: NO_QUEUE,
    around: (connection) => new OwnQueue(connection, { frames: 16, drops: "newest event", tells: true }),
  },
  "loses answers where events overflow": {
    caught: ["control/answers-survive-an-overflow", "R-CONTROL-1"],
    limits: NO_QUEUE,
    around: (connection) => new OwnQueue(connection, { frames: 16, drops: "oldest frame" }),
  },
  "makes answers wait behind events": {
    caught: ["control/answers-overtake-events", "R-CONTROL-4"],
    limits: NO_QUEUE,
    around: (connection) => new OwnQueue(connection, { frames: 1_000_000, drops: "newest event" }),
  },
  "holds up publishers until everybody has read": {
    caught: ["overflow/publisher-is-not-held-up", "R-QUEUE-1"],
    around: (connection) => new HoldsUpPublishers(connection),
  },
  "sends to nobody until everybody has read": {
    caught: ["overflow/other-subscribers-are-not-held-up", "R-QUEUE-1"],
    around: (connection) => new SendsInTurn(connection),
  },
  "has a smaller queue than it says": {
    caught: ["overflow/queue-holds-what-welcome-says", "R-QUEUE-4"],
    limits: { queueEvents: 100 },
  },
  "counts no bytes": {
    caught: ["overflow/bytes-count-too", "R-QUEUE-5"],
    limits: { queueBytes: 2 ** 31 },
  },
  "takes larger frames than it says": {
    caught: ["framing/frame-too-large[one-byte-more]", "R-FRAME-3"],
    limits: { maxFrameBytes: 2 ** 31 },
  },
  "waits for a frame as long as it takes": {
    caught: ["framing/frame-not-completed[in-its-body]", "R-FRAME-7"],
    limits: { frameTimeoutMs: 100_000 },
  },
  "waits for Hello as long as it takes": {
    caught: ["handshake/hello-trickles-in", "R-HELLO-5"],
    limits: { handshakeTimeoutMs: 100_000 },
  },
  "counts no patterns": {
    caught: ["subscribing/too-many-patterns", "R-SUB-7"],
    limits: { maxPatterns: 1_000 },
  },
  "keeps every answer": {
    caught: ["control/too-many-unanswered", "R-CONTROL-3"],
    limits: { maxUnanswered: 1_000_000 },
  },
  "takes everybody in": {
    caught: ["handshake/too-many-connections", "R-CONN-2"],
    limits: { maxConnections: 1_000 },
  },
  "says Goodbye without a reason": {
    caught: ["lifecycle/broker-says-why-and-closes[too-large]", "R-BYE-1"],
    leaving: (kind, bytes) => (isFrame(kind, "goodbye") ? replaced(kind, bytes, { code: Code.OK }) : bytes),
  },
  "closes without a Goodbye": {
    caught: ["framing/refusal-says-why", "R-BYE-1"],
    leaving: (kind, bytes) => (isFrame(kind, "goodbye") ? NOTHING : bytes),
  },
  "goes on after its Goodbye": {
    caught: ["lifecycle/broker-says-why-and-closes[too-large]", "R-BYE-2"],
    leaving: (kind, bytes) =>
      isFrame(kind, "goodbye") ? [bytes, encodeFrame({ case: "pong", value: { ref: 1 } })] : bytes,
  },
  "answers a Goodbye": {
    caught: ["lifecycle/goodbye-of-a-client", "R-BYE-3"],
    arriving: (kind, bytes, { reply }) => {
      if (kind.case === "goodbye") reply({ case: "goodbye", value: { code: Code.INTERNAL } });
      return bytes;
    },
  },
  "calls everybody back at once": {
    caught: ["lifecycle/shutdown", "R-STOP-3"],
    leaving: (kind, bytes) => (isFrame(kind, "goodbye") ? replaced(kind, bytes, { reconnectAfterMs: 100 }) : bytes),
  },
  "stops without a word": { caught: ["lifecycle/shutdown-sends-what-is-queued", "R-STOP-2"], rude: true },
  "has the same id for ever": {
    caught: ["lifecycle/restart-after-a-kill", "R-HELLO-14"],
    leaving: (kind, bytes) => (isFrame(kind, "welcome") ? replaced(kind, bytes, { busId: "bus" }) : bytes),
  },
  "answers another Ping": {
    caught: ["control/ping", "R-PING-1"],
    leaving: (kind, bytes) =>
      kind.case === "pong" && kind.value.ref === 0 ? replaced(kind, bytes, { ref: 1 }) : bytes,
  },
  "refuses what it does not know": {
    caught: ["compatibility/unknown-kinds-are-ignored[varint]", "R-FRAME-9"],
    arriving: (kind, bytes) => (kind.case === undefined ? Uint8Array.of(2, 0x2a, 0) : bytes),
  },
  "takes a second Hello": {
    caught: ["handshake/second-hello", "R-HELLO-4"],
    arriving: (kind, bytes, { memory }) => {
      if (kind.case !== "hello") return bytes;
      const again = memory.has("hello");
      memory.set("hello", bytes);
      return again ? NOTHING : bytes;
    },
  },
  "takes what comes before Hello": {
    caught: ["handshake/first-frame-is-not-hello[ping]", "R-HELLO-3"],
    arriving: (kind, bytes, { memory }) => {
      if (kind.case === "hello") memory.set("hello", bytes);
      return memory.has("hello") ? bytes : NOTHING;
    },
  },
  "offers another protocol": {
    caught: ["handshake/protocol-range", "R-HELLO-8"],
    leaving: (kind, bytes) => (isFrame(kind, "welcome") ? replaced(kind, bytes, { protocol: 2 }) : bytes),
  },
  "takes the newest protocol that it is offered": {
    caught: ["handshake/protocol-range", "R-HELLO-8"],
    arriving: (kind, bytes, { memory }) => {
      if (kind.case === "hello" && kind.value.protocolMax > 1) memory.set("newer", bytes);
      return bytes;
    },
    leaving: (kind, bytes, { memory }) =>
      isFrame(kind, "welcome") && memory.has("newer") ? replaced(kind, bytes, { protocol: 2 }) : bytes,
  },
  "counts answers that were read": {
    caught: ["control/many-requests-of-one-that-reads", "R-CONTROL-3"],
    leaving: (kind, bytes, { memory }) => {
      if (kind.case === "result") memory.set(String(memory.size), bytes);
      const value = { code: Code.TOO_MANY_UNANSWERED };
      return memory.size > 8 ? encodeFrame({ case: "goodbye", value }) : bytes;
    },
  },
  "says that its queue is smaller than an event": {
    caught: ["handshake/welcome", "R-HELLO-13"],
    leaving: (kind, bytes) => (isFrame(kind, "welcome") ? replaced(kind, bytes, { queueBytes: 65_536 }) : bytes),
  },
  "lists patterns as they came": {
    caught: ["control/status-of-connections", "R-STATUS-2"],
    leaving: (kind, bytes) => {
      if (kind.case !== "status") return bytes;
      const connections = kind.value.connections.map((one) => ({ ...one, patterns: one.patterns.toReversed() }));
      return replaced(kind, bytes, { connections });
    },
  },
  "explains nothing": {
    caught: ["lifecycle/goodbye-has-words", "R-BYE-8"],
    leaving: (kind, bytes) => (isFrame(kind, "goodbye") ? replaced(kind, bytes, { detail: "" }) : bytes),
  },
};
