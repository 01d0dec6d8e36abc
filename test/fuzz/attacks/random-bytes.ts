// Noise: before Hello and after it, bare and in frames of the right size.

import { sized } from "../../support/bytes.ts";
import type { Attack } from "../attack.ts";

export const randomBytes: Attack = {
  name: "random bytes",
  lanes: 4,
  restMs: 100,
  async round(round) {
    const { random } = round;
    const peer = random.chance(0.5) ? await round.open() : await round.connect();
    for (let chunks = random.between(1, 6); chunks > 0 && !peer.isGone; chunks--) {
      const noise = random.bytes(random.between(1, 2_000));
      await peer.send(random.chance(0.5) ? sized(noise) : noise);
    }
    await Promise.race([peer.gone, round.pause(random.between(0, 200))]);
  },
};
