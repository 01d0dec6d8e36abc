// From a topic to the sessions that want it. The index answers, the cache remembers. Any change of a pattern drops the cache whole: it is
// refilled from the index within one event per topic.

import { PatternIndex } from "../topic/pattern-index.ts";
import { TopicCache } from "../topic/topic-cache.ts";
import { topicText } from "../topic/topic-text.ts";
import type { Frames } from "./burst.ts";
import { type TopicCount, TopicCounters } from "./topic-counters.ts";

/** Topics whose route is remembered. Publishers choose topics, so the number must have an end. */
const MAX_ROUTES = 8_192;

/** One that events are delivered to. */
export interface Subscriber {
  /** Queues events of the topic. The object is the caller's and changes with the next event; the bytes do not. */
  deliver(frames: Frames, topic: string): void;
}

/** A valid topic, and who wants it now. */
export interface Route<S extends Subscriber> {
  readonly topic: string;
  readonly bytes: Uint8Array;
  readonly subscribers: readonly S[];
  /** How often it was published to; for the caller to raise. */
  readonly published: TopicCount;
}

export class Router<S extends Subscriber> {
  readonly #index = new PatternIndex<S>();
  readonly #routes = new TopicCache<Route<S>>();
  readonly #counters = new TopicCounters();
  #maxTopicBytes: number;

  constructor(maxTopicBytes: number) {
    this.#maxTopicBytes = maxTopicBytes;
  }

  /** Bytes of a topic that has a route. */
  set maxTopicBytes(bytes: number) {
    // Routes of topics that were short enough before.
    if (bytes < this.#maxTopicBytes) this.#routes.clear();
    this.#maxTopicBytes = bytes;
  }

  /** Pairs of subscriber and pattern. */
  get patterns(): number {
    return this.#index.size;
  }

  /** The topics that were published to most, busiest first. */
  busiestTopics(limit: number): readonly TopicCount[] {
    return this.#counters.busiest(limit);
  }

  /** Idempotent. From now on every event is matched against the pattern. */
  add(pattern: string, subscriber: S): void {
    if (this.#index.add(pattern, subscriber)) this.#routes.clear();
  }

  /** Idempotent. From now on no event is matched against the pattern for this subscriber. */
  remove(pattern: string, subscriber: S): void {
    if (this.#index.remove(pattern, subscriber)) this.#routes.clear();
  }

  /** Where events go whose topic is `bytes[start..end)`, or why that is no topic. */
  route(bytes: Uint8Array, start: number, end: number): Route<S> | string {
    return this.#routes.get(bytes, start, end) ?? this.#find(bytes.subarray(start, end));
  }

  #find(found: Uint8Array): Route<S> | string {
    // Of its own: what was received must not be kept for the sake of a topic.
    const bytes = Buffer.from(found);
    const text = topicText(bytes, this.#maxTopicBytes);
    if ("fault" in text) return text.fault;
    const { topic } = text;
    this.#makeRoom();
    const subscribers = [...this.#index.match(topic)];
    const route = { topic, bytes, subscribers, published: this.#counters.of(topic) };
    this.#routes.set(route);
    return route;
  }

  /** A route holds on to its topic's count, so counts that are forgotten take the routes with them. */
  #makeRoom(): void {
    if (this.#counters.full) this.#counters.forgetQuieterHalf();
    else if (this.#routes.size < MAX_ROUTES) return;
    this.#routes.clear();
  }
}
