// Does the bus's heart beat? Workers that watch it take a bus without one for one that hangs.

import { systemBusHealth } from "../../../gen/decnet/topics/v1/topics.ts";
import type { Facts } from "../facts.ts";
import { type Outcome, pass, skipped, warn } from "../finding.ts";

/** The default is 10: after twice that, one must have been. */
const PATIENCE_S = 20;

/** Topics that a Status lists. */
const LISTED_TOPICS = 16;

export function heartbeat({ answer }: Facts): Outcome {
  if (answer.kind !== "answers") return skipped("no bus whose heart could beat");
  const { busiestTopics, uptimeS } = answer.status;
  const topic = systemBusHealth();
  const beats = busiestTopics.find((each) => each.topic === topic)?.eventsIn ?? 0;
  if (beats > 0) return pass(`${beats} of ${topic} since it started`);
  if (busiestTopics.length >= LISTED_TOPICS)
    return skipped(
      `${topic} is not among the busiest topics; to see it: decnet bus sub ${topic} --count 1 --timeout 30`,
    );
  if (uptimeS < PATIENCE_S)
    return skipped(`the bus is up for ${uptimeS.toFixed(0)} s; its heart beats every 10 s by default`);
  return warn(
    `no ${topic} in ${uptimeS.toFixed(0)} s: workers cannot tell that the bus lives`,
    "start it with --heartbeat 10",
  );
}
