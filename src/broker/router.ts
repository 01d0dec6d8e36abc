// From a topic to the sessions that want it. The index answers; the cache remembers, because the same few topics come again and
// again. Any change of a pattern drops the cache whole: it is refilled from the index within one event per topic.

import { topicFault } from "../topic/grammar.ts";
import { PatternIndex } from "../topic/pattern-index.ts";

/** Topics whose route is remembered. Publishers choose topics, so the number must have an end. */
const MAX_ROUTES = 8_192;

/** One that events are delivered to. */
export interface Subscriber {
  /** Queues the event. `frame` is the event as it came in, size prefix included, and must not be changed. */
  deliver(frame: Uint8Array, topic: string): void;
}

/** A valid topic, and who wants it now. */
export interface Route<S extends Subscriber> {
  readonly topic: string;
  readonly subscribers: readonly S[];
}

export class Router<S extends Subscriber> {
  readonly #index = new PatternIndex<S>();
  readonly #routes = new Map<string, Route<S>>();

  /** Pairs of subscriber and pattern. */
  get patterns(): number {
    return this.#index.size;
  }

  /** Idempotent. From now on every event is matched against the pattern. */
  add(pattern: string, subscriber: S): void {
    if (this.#index.add(pattern, subscriber)) this.#routes.clear();
  }

  /** Idempotent. From now on no event is matched against the pattern for this subscriber. */
  remove(pattern: string, subscriber: S): void {
    if (this.#index.remove(pattern, subscriber)) this.#routes.clear();
  }

  /** Where events of `topic` go, or why that is no topic. */
  route(topic: string): Route<S> | string {
    const known = this.#routes.get(topic);
    if (known !== undefined) return known;
    const fault = topicFault(topic);
    if (fault !== undefined) return fault;
    const route = { topic, subscribers: [...this.#index.match(topic)] };
    if (this.#routes.size >= MAX_ROUTES) this.#routes.clear();
    this.#routes.set(topic, route);
    return route;
  }
}
