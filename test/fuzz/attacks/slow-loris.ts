// One byte every now and then, on hundreds of connections: of a Hello that is never done, of a frame that was begun, or of frames that
// hold nothing at all.

import { encodeFrame } from "../../../src/wire/frame-codec.ts";
import type { Attack } from "../attack.ts";
import type { Random } from "../random.ts";
import { eventKind } from "../valid-stream.ts";

export const slowLoris: Attack = {
  name: "slow loris",
  lanes: 300,
  restMs: 500,
  async round(round) {
    const { random } = round;
    const introduced = random.chance(0.6);
    const peer = introduced ? await round.open() : await round.connect();
    const bytes = trickle(introduced, random);
    // Some say most of a large frame at once, and hang on its last bytes.
    let at = random.chance(0.1) ? Math.max(0, bytes.length - 30) : 0;
    await peer.send(bytes.subarray(0, at));
    for (; at < bytes.length && !peer.isGone && !round.over; at++) {
      await peer.send(bytes.subarray(at, at + 1));
      await Promise.race([peer.gone, round.pause(random.between(200, 2_000))]);
    }
  },
};

const MOST_BYTES = 60;

function trickle(introduced: boolean, random: Random): Uint8Array {
  if (!introduced) {
    const clientName = "x".repeat(MOST_BYTES);
    return encodeFrame({ case: "hello", value: { protocolMin: 1, protocolMax: 1, clientName } });
  }
  switch (random.below(4)) {
    case 0:
      return new Uint8Array(MOST_BYTES / 2);
    case 1:
      return encodeFrame({
        case: "event",
        value: { topic: "fuzz.slow", payload: new Uint8Array(random.between(10, 50_000)) },
      });
    case 2:
      // A size, spelled out one byte at a time, that is far too large in the end.
      return Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0x0f);
    default:
      return encodeFrame(eventKind(random));
  }
}
