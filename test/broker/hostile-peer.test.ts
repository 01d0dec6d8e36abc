// Whatever bytes a peer sends, in whatever pieces, with whatever pauses: it does not disturb the others, and leaves nothing behind.

import { fc, test as property } from "@fast-check/vitest";
import { expect } from "vitest";
import { encodeFrame, type FrameKindInit } from "../../src/wire/frame-codec.ts";
import { cutsOf } from "../support/arbitraries.ts";
import { BrokerHarness, eventOf } from "../support/broker-harness.ts";
import { joined } from "../support/bytes.ts";
import type { RawPeer } from "../support/raw-peer.ts";
import { settled } from "../support/settled.ts";

const HELLO: FrameKindInit = { case: "hello", value: { clientName: "evil" } };

const anyKind: fc.Arbitrary<FrameKindInit> = fc.oneof(
  fc.constantFrom<FrameKindInit>(
    HELLO,
    eventOf("evil.a", 20),
    eventOf("evil.b"),
    { case: "ping", value: { ref: 1 } },
    { case: "pong", value: { ref: 1 } },
    { case: "statusRequest", value: { ref: 1 } },
    { case: "goodbye", value: {} },
    { case: "dropped", value: { count: 1n } },
  ),
  fc
    .constantFrom(">", "good.>", "*", "evil.*", "a..b")
    .map((pattern) => ({ case: "subscribe", value: { pattern } }) as const),
  fc.constantFrom(">", "good.>", "nothing").map((pattern) => ({ case: "unsubscribe", value: { pattern } }) as const),
);

/** Frames that are almost right: behind a Hello, most of them, with a few bytes changed, most of the time. */
const almostFrames = fc
  .record({
    polite: fc.oneof({ arbitrary: fc.constant(true), weight: 5 }, fc.constant(false)),
    kinds: fc.array(anyKind, { maxLength: 12 }),
    edits: fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 }), fc.nat({ max: 2 })), { maxLength: 4 }),
  })
  .map(({ polite, kinds, edits }) => {
    const hello = polite ? encodeFrame(HELLO) : new Uint8Array(0);
    const bytes = [...joined(kinds.map(encodeFrame))];
    for (const [at, byte, removed] of edits) bytes.splice(at % (bytes.length + 1), removed, byte);
    return joined([hello, Uint8Array.from(bytes)]);
  });

const attack = fc
  .oneof({ arbitrary: almostFrames, weight: 6 }, { arbitrary: fc.uint8Array({ maxLength: 120 }), weight: 1 })
  .chain(cutsOf);

type Step = { readonly bytes: Uint8Array } | "pause" | "resume" | "settle" | "wait" | "end" | "destroy";

/** What a hostile peer does between the chunks, and what time does. */
const steps: fc.Arbitrary<Step[]> = fc
  .tuple(
    attack,
    fc.array(fc.constantFrom<Step>("pause", "resume", "settle", "settle", "wait", "end", "destroy"), { maxLength: 6 }),
    fc.infiniteStream(fc.nat()),
  )
  .map(([chunks, others, places]) => {
    const all: Step[] = chunks.map((bytes) => ({ bytes }));
    for (const other of others) all.splice(places.next().value % (all.length + 1), 0, other);
    return all;
  });

property.prop([steps, steps], { numRuns: 300 })(
  "a hostile peer disturbs nobody, and leaves nothing behind",
  async (first, second) => {
    const harness = new BrokerHarness({ maxFrameBytes: 4_096, maxUnanswered: 4, queueEvents: 64, maxPatterns: 3 });
    const [publisher, subscriber] = [await harness.open(), await harness.subscriber("good.>")];
    const hostile = [harness.connect(), harness.connect()];
    const scripts = [first, second];
    const published: string[] = [];
    for (let index = 0; index < Math.max(first.length, second.length); index++) {
      for (const [who, script] of scripts.entries()) {
        const step = script[index];
        if (step !== undefined) await take(step, hostile[who]!, harness);
      }
      published.push(`good.${index}`);
      publisher.send(eventOf(published.at(-1)!));
      await publisher.fence();
    }
    await subscriber.fence();
    expect(subscriber.inbox.map(({ kind }) => (kind.case === "event" ? kind.value.topic : kind.case))).toEqual(
      published,
    );
    expect([publisher.closed, subscriber.closed]).toEqual([false, false]);

    for (const peer of hostile) peer.destroy();
    await settled();
    expect(harness.broker.counts).toMatchObject({ connections: 2, patterns: 1 });
    expect(harness.clock.pending).toBe(0);
    for (const peer of hostile) expect(peer.closedCount).toBe(1);
  },
);

async function take(step: Step, peer: RawPeer, { clock }: BrokerHarness): Promise<void> {
  if (typeof step !== "string") peer.sendBytes(step.bytes);
  else if (step === "settle") await settled();
  else if (step === "wait") clock.advance(6_000);
  else peer[step]();
}
