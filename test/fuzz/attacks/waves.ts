// A thousand connections that come and go together; together with everybody else's that is more than the daemon serves, in some waves.

import type { Attack, Round } from "../attack.ts";
import type { HostilePeer } from "../hostile-peer.ts";
import { hostilePattern } from "../hostile-topics.ts";

/** With the other attackers' four hundred, the largest is above the daemon's 1,024. */
const SIZES = [100, 300, 600, 1_000];

export const waves: Attack = {
  name: "waves",
  lanes: 1,
  restMs: 1_000,
  async round(round) {
    const { random } = round;
    const size = random.pick(SIZES);
    const peers = await Promise.all(Array.from({ length: size }, () => round.connect()));
    for (const peer of peers) await arrive(peer, round);
    await round.pause(random.between(0, 1_500));
    for (const peer of random.shuffled(peers)) leave(peer, round);
    await Promise.race([Promise.all(peers.map(({ gone }) => gone)), round.pause(500)]);
  },
};

async function arrive(peer: HostilePeer, { random }: Round): Promise<void> {
  if (random.chance(0.3)) return;
  await peer.hello();
  if (random.chance(0.5)) return;
  await peer.sendFrame({
    case: "subscribe",
    value: { ref: 1, pattern: random.chance(0.05) ? ">" : hostilePattern(random) },
  });
}

function leave(peer: HostilePeer, { random }: Round): void {
  switch (random.below(3)) {
    case 0:
      void peer.sendFrame({ case: "goodbye", value: {} });
      return;
    case 1:
      return peer.end();
    default:
      return peer.destroy();
  }
}
