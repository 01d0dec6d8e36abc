// What fast-check may think of: tokens, topics, patterns, events, and ways to cut bytes up.

import { create, toBinary } from "@bufbuild/protobuf";
import { fc } from "@fast-check/vitest";
import { EventSchema } from "../../gen/decnet/bus/v1/frame_pb.ts";

const FORBIDDEN = /[.*>\p{White_Space}\p{Cc}]/u;

/** Tokens with anything in them that a token may hold. */
export const token: fc.Arbitrary<string> = fc
  .string({ unit: fc.string({ unit: "grapheme", minLength: 1, maxLength: 1 }), minLength: 1, maxLength: 6 })
  .filter((text) => !FORBIDDEN.test(text));

/** Tokens of an alphabet so small that patterns meet topics. */
const commonToken: fc.Arbitrary<string> = fc.constantFrom("a", "b", "c");

export const topic: fc.Arbitrary<string> = fc
  .array(fc.oneof(commonToken, token), { minLength: 1, maxLength: 6 })
  .map((tokens) => tokens.join("."));

/** Patterns and topics of the small alphabet. */
export const commonTopic: fc.Arbitrary<string> = fc
  .array(commonToken, { minLength: 1, maxLength: 5 })
  .map((tokens) => tokens.join("."));

export const commonPattern: fc.Arbitrary<string> = fc
  .tuple(
    fc.array(fc.oneof(commonToken, fc.constant("*")), { maxLength: 4 }),
    fc.oneof(commonToken, fc.constantFrom("*", ">")),
  )
  .map(([head, last]) => [...head, last].join("."));

/** The bytes of an Event (no frame around it) with a valid topic, as protobuf's own runtime writes it, and that topic. */
export const event: fc.Arbitrary<{ topic: string; bytes: Uint8Array }> = fc
  .record({
    topic,
    payload: fc.uint8Array({ maxLength: 64 }),
    type: fc.string({ unit: "grapheme", maxLength: 8 }),
    source: fc.string({ unit: "grapheme", maxLength: 8 }),
    id: fc.uint8Array({ maxLength: 16 }),
    publishedAt: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
    payloadType: fc.constantFrom("", "google.protobuf.Struct"),
    traceParent: fc.constantFrom("", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
  })
  .map((init) => ({ topic: init.topic, bytes: toBinary(EventSchema, create(EventSchema, init)) }));

/** `bytes` cut into chunks anywhere, into nothing but single bytes at one extreme, and not at all at the other. */
export function cutsOf(bytes: Uint8Array): fc.Arbitrary<Uint8Array[]> {
  const anywhere = fc
    .array(fc.nat({ max: bytes.length }), { maxLength: 12 })
    .map((cuts) => [...new Set([0, ...cuts, bytes.length])].toSorted((a, b) => a - b));
  const everywhere = fc.constant(Array.from({ length: bytes.length + 1 }, (_, index) => index));
  return fc
    .oneof({ arbitrary: anywhere, weight: 4 }, { arbitrary: everywhere, weight: 1 })
    .map((cuts) => cuts.slice(1).map((end, index) => bytes.slice(cuts[index], end)));
}
