// The broker's router in a process of its own, asked for topics that it has not seen: what does a cache miss cost?

import type * as RouterModule from "../../src/broker/router.ts";
import type * as WireModule from "../../src/wire/index.ts";
import { loadBuilt } from "../built.ts";
import { nowMs } from "../now.ts";
import { serve } from "./serve.ts";

const { Router } = await loadBuilt<typeof RouterModule>("broker", "router.js");
const { DEFAULT_LIMITS } = await loadBuilt<typeof WireModule>("wire", "index.js");

/** More than the router remembers, so that none is known when its turn comes again. */
const TOPICS = 1 << 16;
const NS_PER_MS = 1e6;
const SUBSCRIBER = { deliver(): void {} };

const router = new Router<typeof SUBSCRIBER>(DEFAULT_LIMITS.maxTopicBytes);
let topics: readonly Uint8Array[] = [];

const role = {
  /** An index of so many patterns, each of them another topology's. */
  fill(patterns: number): void {
    for (let index = 0; index < patterns; index++) router.add(`topology.t${index}.mutation.*`, SUBSCRIBER);
    topics = topicBytes(patterns);
  },

  /** Nanoseconds for a miss. */
  nsPerMiss(misses: number): number {
    const startedMs = nowMs();
    const found = ask(misses);
    const ns = ((nowMs() - startedMs) * NS_PER_MS) / misses;
    if (found !== misses) throw new Error(`The router found ${found} subscribers for ${misses} topics.`);
    return ns;
  },
};

export type RouterMissesRole = typeof role;
serve(role);

/** Each is matched by exactly one pattern, whatever their number: only the way there differs. */
function topicBytes(patterns: number): Uint8Array[] {
  return Array.from({ length: TOPICS }, (_, index) =>
    Buffer.from(`topology.t${(index * 7_919) % patterns}.mutation.m${index}`),
  );
}

function ask(misses: number): number {
  let found = 0;
  for (let index = 0; index < misses; index++) {
    const topic = topics[index % TOPICS]!;
    const route = router.route(topic, 0, topic.length);
    if (typeof route === "string") throw new Error(`The router refuses a topic: it ${route}.`);
    found += route.subscribers.length;
  }
  return found;
}
