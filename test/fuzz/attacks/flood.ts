// Publishers that send as much as a write takes, in small events and in the largest there are.

import { encodeFrame } from "../../../src/wire/frame-codec.ts";
import { joined } from "../../support/bytes.ts";
import type { Attack } from "../attack.ts";
import type { Random } from "../random.ts";
import { eventKind } from "../valid-stream.ts";

const LARGEST_FRAME_BYTES = 1 << 20;

export const flood: Attack = {
  name: "flood",
  lanes: 2,
  restMs: 200,
  async round(round) {
    const { random } = round;
    const peer = await round.open();
    if (random.chance(0.3)) await peer.sendFrame({ case: "subscribe", value: { ref: 1, pattern: ">" } });
    const burst = joined(Array.from({ length: random.between(50, 600) }, () => encodeFrame(eventKind(random))));
    for (let bursts = random.between(5, 40); bursts > 0 && !peer.isGone && !round.over; bursts--) {
      await peer.send(random.chance(0.05) ? largeEvent(random) : burst);
      await Promise.race([peer.gone, round.pause(300)]);
    }
  },
};

/** Up to the largest that is accepted, and a little beyond. */
function largeEvent(random: Random): Uint8Array {
  const payload = new Uint8Array(random.between(100_000, LARGEST_FRAME_BYTES + 100));
  return encodeFrame({ case: "event", value: { topic: "fuzz.large", payload } });
}
