// What a lively client says: the streams that mutations start from, and that floods are made of.

import { encodeFrame, type FrameKindInit } from "../../src/wire/frame-codec.ts";
import { hostilePattern, hostilePayload, hostileTopic } from "./hostile-topics.ts";
import type { Random } from "./random.ts";

/** Hello, then frames of every kind that a client may send; each element is one frame with its size. */
export function validStream(random: Random): Uint8Array[] {
  const kinds = Array.from({ length: random.between(1, 20) }, () => anyKind(random));
  return [helloKind(random), ...kinds].map(encodeFrame);
}

export function eventKind(random: Random): FrameKindInit {
  const value = {
    topic: hostileTopic(random),
    payload: hostilePayload(random),
    type: random.pick(["", "status", "né"]),
    source: random.pick(["", "hostile"]),
    id: random.bytes(random.below(17)),
    publishedAt: BigInt(random.next()) << BigInt(random.below(33)),
    payloadType: random.pick(["", "", "google.protobuf.Struct", "no.such.Message"]),
    traceParent: random.pick(["", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"]),
  };
  return { case: "event", value };
}

function helloKind(random: Random): FrameKindInit {
  const value = {
    protocolMin: random.below(2),
    protocolMax: random.between(1, 9),
    clientName: random.pick(["", "mutated", '{"level":60}', "\u202Edetatum"]),
    clientLibrary: random.pick(["", "x".repeat(128)]),
    pid: random.next(),
    noEcho: random.chance(0.5),
  };
  return { case: "hello", value };
}

function anyKind(random: Random): FrameKindInit {
  const ref = random.next();
  const kind = random.below(20);
  if (kind < 10) return eventKind(random);
  if (kind < 13) return { case: "subscribe", value: { ref, pattern: hostilePattern(random) } };
  if (kind < 15) return { case: "unsubscribe", value: { ref, pattern: hostilePattern(random) } };
  if (kind < 17) return { case: "ping", value: { ref } };
  if (kind === 17) return { case: "pong", value: { ref } };
  return { case: "statusRequest", value: { ref } };
}
