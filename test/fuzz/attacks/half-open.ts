// Peers that close one direction and keep the other: before Hello, in a frame, with a subscription, reading on or not.

import { joined } from "../../support/bytes.ts";
import type { Attack } from "../attack.ts";
import { validStream } from "../valid-stream.ts";

export const halfOpen: Attack = {
  name: "half open",
  lanes: 20,
  restMs: 200,
  async round(round) {
    const { random } = round;
    const peer = await round.connect({ halfOpen: true, deaf: random.chance(0.3) });
    if (random.chance(0.8)) {
      await peer.hello();
      await peer.sendFrame({ case: "subscribe", value: { ref: 1, pattern: ">" } });
    }
    if (random.chance(0.5)) {
      const bytes = joined(validStream(random).slice(1));
      await Promise.race([peer.send(bytes.subarray(0, random.between(0, bytes.length))), round.pause(200)]);
    }
    peer.end();
    await Promise.race([peer.gone, round.pause(random.between(0, 3_000))]);
  },
};
