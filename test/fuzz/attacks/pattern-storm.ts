// Subscribing and unsubscribing, hundreds of patterns in a breath, beyond what a connection may have; then leaving with all of them.

import { encodeFrame, type FrameKindInit } from "../../../src/wire/frame-codec.ts";
import { joined } from "../../support/bytes.ts";
import type { Attack } from "../attack.ts";
import { DEEPEST_TOPIC, hostilePattern, noTopic } from "../hostile-topics.ts";
import type { Random } from "../random.ts";

export const patternStorm: Attack = {
  name: "pattern storm",
  lanes: 3,
  restMs: 400,
  async round(round) {
    const { random } = round;
    const peer = await round.open();
    for (let bursts = random.between(1, 12); bursts > 0 && !peer.isGone && !round.over; bursts--) {
      await peer.send(joined(Array.from({ length: random.between(50, 300) }, () => encodeFrame(request(random)))));
      await Promise.race([peer.gone, round.pause(100)]);
    }
    if (random.chance(0.5)) peer.end();
    await Promise.race([peer.gone, round.pause(random.between(0, 500))]);
  },
};

function request(random: Random): FrameKindInit {
  const ref = random.next();
  const pattern = random.chance(0.05)
    ? noTopic(random)
    : random.chance(0.5)
      ? `storm.${random.below(2_000)}`
      : hostilePattern(random);
  return random.chance(0.7)
    ? { case: "subscribe", value: { ref, pattern } }
    : { case: "unsubscribe", value: { ref, pattern } };
}

/** As many patterns as a connection may have, each with as many tokens as a pattern may have, all of which one topic matches. One at a time. */
export const wildcardBomb: Attack = {
  name: "wildcard bomb",
  lanes: 1,
  restMs: 4_000,
  async round(round) {
    const { random } = round;
    const peer = await round.open();
    const patterns = Array.from({ length: 1_024 }, () =>
      DEEPEST_TOPIC.replaceAll("a", () => (random.chance(0.5) ? "*" : "a")),
    );
    await peer.send(
      joined(patterns.map((pattern, ref) => encodeFrame({ case: "subscribe", value: { ref, pattern } }))),
    );
    await round.pause(200);
    await peer.sendFrame({ case: "event", value: { topic: DEEPEST_TOPIC } });
    await Promise.race([peer.gone, round.pause(1_000)]);
  },
};
