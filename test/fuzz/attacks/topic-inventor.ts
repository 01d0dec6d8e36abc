// Publishers for whom no topic is ever good enough twice, and publishers whose topics are none.

import { encodeFrame } from "../../../src/wire/frame-codec.ts";
import { joined } from "../../support/bytes.ts";
import type { Attack } from "../attack.ts";
import { noTopic } from "../hostile-topics.ts";

export const topicInventor: Attack = {
  name: "topic inventor",
  lanes: 2,
  restMs: 100,
  async round(round) {
    const { random } = round;
    const peer = await round.open();
    for (let bursts = random.between(1, 60); bursts > 0 && !peer.isGone && !round.over; bursts--) {
      const topics = Array.from({ length: 100 }, () => `invented.${random.next()}.${"x".repeat(random.below(200))}`);
      await peer.send(joined(topics.map((topic) => encodeFrame({ case: "event", value: { topic } }))));
      await Promise.race([peer.gone, round.pause(150)]);
    }
    await peer.sendFrame({ case: "event", value: { topic: noTopic(random) } });
    await Promise.race([peer.gone, round.pause(500)]);
  },
};
