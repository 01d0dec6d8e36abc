// From a topic to the sessions that want it. The index answers; the cache remembers, because the same few topics come again and
// again, and most often the very one that came last. It is keyed by the bytes of the topic, so a topic that is known need not be
// decoded or checked. Any change of a pattern drops the cache whole: it is refilled from the index within one event per topic.

import { isUtf8 } from "node:buffer";
import { topicFault } from "../topic/grammar.ts";
import { PatternIndex } from "../topic/pattern-index.ts";
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
  readonly #routes = new Map<string, Route<S>>();
  readonly #counters = new TopicCounters();
  readonly #maxTopicBytes: number;
  #last: Route<S> | undefined;

  constructor(maxTopicBytes: number) {
    this.#maxTopicBytes = maxTopicBytes;
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
    if (this.#index.add(pattern, subscriber)) this.#forgetRoutes();
  }

  /** Idempotent. From now on no event is matched against the pattern for this subscriber. */
  remove(pattern: string, subscriber: S): void {
    if (this.#index.remove(pattern, subscriber)) this.#forgetRoutes();
  }

  /** Where events go whose topic is `bytes[start..end)`, or why that is no topic. */
  route(bytes: Uint8Array, start: number, end: number): Route<S> | string {
    const last = this.#last;
    if (last !== undefined && isSame(last.bytes, bytes, start, end)) return last;
    const topic = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start);
    // Each byte is a character of its own in latin1, so different bytes are different keys, whatever they mean.
    const key = topic.toString("latin1");
    const route = this.#routes.get(key) ?? this.#find(key, topic);
    if (typeof route !== "string") this.#last = route;
    return route;
  }

  #find(key: string, bytes: Buffer): Route<S> | string {
    if (!isUtf8(bytes)) return "is not UTF-8";
    const topic = bytes.toString("utf8");
    const fault = topicFault(topic, this.#maxTopicBytes);
    if (fault !== undefined) return fault;
    this.#makeRoom();
    const subscribers = [...this.#index.match(topic)];
    const route = { topic, bytes: Uint8Array.from(bytes), subscribers, published: this.#counters.of(topic) };
    this.#routes.set(key, route);
    return route;
  }

  /** A route holds on to its topic's count, so counts that are forgotten take the routes with them. */
  #makeRoom(): void {
    if (this.#counters.full) this.#counters.forgetQuieterHalf();
    else if (this.#routes.size < MAX_ROUTES) return;
    this.#forgetRoutes();
  }

  #forgetRoutes(): void {
    this.#routes.clear();
    this.#last = undefined;
  }
}

function isSame(known: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  if (known.length !== end - start) return false;
  // From the back, where topics differ.
  for (let at = known.length - 1; at >= 0; at--) if (known[at] !== bytes[start + at]) return false;
  return true;
}
