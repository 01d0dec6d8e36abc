// Peers that are there, and in the middle of a frame are not.

import { joined } from "../../support/bytes.ts";
import type { Attack } from "../attack.ts";
import { validStream } from "../valid-stream.ts";

export const vanishing: Attack = {
  name: "vanishing",
  lanes: 4,
  restMs: 50,
  async round(round) {
    const { random } = round;
    const peer = await round.connect({ deaf: random.chance(0.3) });
    const bytes = joined(validStream(random));
    const sent = peer.send(bytes.subarray(0, random.below(bytes.length)));
    if (random.chance(0.5)) await sent;
    if (random.chance(0.5)) await round.pause(random.between(0, 100));
    peer.destroy();
  },
};
