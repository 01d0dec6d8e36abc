// Streams that were valid, spoiled in up to three ways, and cut anywhere on their way.

import { joined } from "../../support/bytes.ts";
import type { Attack } from "../attack.ts";
import { MUTATIONS } from "../mutations.ts";
import type { Random } from "../random.ts";
import { validStream } from "../valid-stream.ts";

export const mutatedStreams: Attack = {
  name: "mutated streams",
  lanes: 8,
  restMs: 60,
  async round(round) {
    const { random } = round;
    const peer = await round.connect();
    for (const chunk of cut(mutated(random), random)) {
      await peer.send(chunk);
      if (random.chance(0.1)) await round.pause(random.between(1, 50));
    }
    if (random.chance(0.3)) peer.end();
    await Promise.race([peer.gone, round.pause(random.between(0, 200))]);
  },
};

function mutated(random: Random): Uint8Array {
  let pieces: readonly Uint8Array[] = validStream(random);
  const names = random.shuffled(Object.keys(MUTATIONS)).slice(0, random.below(4));
  for (const name of names) pieces = MUTATIONS[name]!(pieces, random);
  return joined(pieces);
}

function cut(bytes: Uint8Array, random: Random): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  const most = random.pick([5, 200, 100_000]);
  for (let at = 0; at < bytes.length && chunks.length < 200;) {
    const next = chunks.length === 199 ? bytes.length : at + random.between(1, most);
    chunks.push(bytes.subarray(at, next));
    at = next;
  }
  return chunks;
}
