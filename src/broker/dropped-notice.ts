// The frame that stands where events are missing (decnet.bus.v1.Dropped).

import type { Drops } from "../wire/drop-tally.ts";
import { encodeFrame } from "../wire/frame-codec.ts";

/** `total` counts since Hello, this loss included. */
export function droppedNotice(drops: Drops, total: number): Uint8Array {
  const topics = Array.from(drops.topics, ([topic, count]) => ({ topic, count: BigInt(count) }));
  return encodeFrame({
    case: "dropped",
    value: { count: BigInt(drops.count), total: BigInt(total), topics, topicsTruncated: drops.truncated },
  });
}
