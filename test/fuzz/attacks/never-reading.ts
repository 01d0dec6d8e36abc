// Peers that never read, or hardly: subscribed to everything, or asking and asking. What waits for them is bounded, or they are told off.

import { encodeFrame, type FrameKindInit } from "../../../src/wire/frame-codec.ts";
import { joined } from "../../support/bytes.ts";
import type { Attack } from "../attack.ts";

export const neverReading: Attack = {
  name: "never reading",
  lanes: 24,
  restMs: 300,
  async round(round) {
    const { random } = round;
    const peer = await round.open({ deaf: true });
    await peer.sendFrame({
      case: "subscribe",
      value: { ref: 1, pattern: random.pick([">", ">", "fuzz.>", "nobody.*"]) },
    });
    // Nobody answers a peer that does not read, so it may not wait for its own bytes to be taken either.
    const asking = random.chance(0.3)
      ? peer.send(questions(random.pick(QUESTIONS), random.between(10, 1_500)))
      : undefined;
    for (let turns = random.between(4, 24); turns > 0 && !peer.isGone && !round.over; turns--) {
      await Promise.race([peer.gone, asking, round.pause(500)]);
      await Promise.race([peer.gone, round.pause(500)]);
      if (!random.chance(0.1)) continue;
      peer.readOn();
      await round.pause(random.between(0, 5));
      peer.stopReading();
    }
    if (random.chance(0.3)) peer.end();
  },
};

/** Of asking for the status, a little at a time is as much work as thousands of Pings. */
const QUESTIONS: readonly ((ref: number) => FrameKindInit)[] = [
  (ref) => ({ case: "ping", value: { ref } }),
  (ref) => ({ case: "statusRequest", value: { ref } }),
  (ref) => ({ case: "subscribe", value: { ref, pattern: "a..b" } }),
  (ref) => ({ case: "unsubscribe", value: { ref, pattern: "never.there" } }),
];

function questions(question: (ref: number) => FrameKindInit, count: number): Uint8Array {
  return joined(Array.from({ length: count }, (_, ref) => encodeFrame(question(ref))));
}
