// From an event that came over the connection to the local subscriptions that want it. The broker sends one copy, however many they are.

import { declaredTopicOf, topicParams } from "../registry/lookup.ts";
import { PatternIndex } from "../topic/pattern-index.ts";
import { type Known, TopicCache } from "../topic/topic-cache.ts";
import { topicText } from "../topic/topic-text.ts";
import type { TopicRange } from "../wire/event-check.ts";
import { type EventTopic, ReceivedEvent } from "./received-event.ts";

/** Topics that are remembered. Publishers choose topics, so the number must have an end. */
const MAX_TOPICS = 4_096;

/** One that events are delivered to. */
export interface Recipient {
  readonly pattern: string;
  /** It also wants events of topics outside the registry. */
  readonly freeForm: boolean;
  push(event: ReceivedEvent): void;
  /** An event came that its pattern matches, of a topic that it does not want. */
  pass(): void;
}

interface Delivery extends Known, EventTopic {
  readonly wanted: readonly Recipient[];
  readonly passed: readonly Recipient[];
}

export class Deliveries {
  readonly #index = new PatternIndex<Recipient>();
  readonly #known = new TopicCache<Delivery>();

  add(recipient: Recipient): void {
    this.#index.add(recipient.pattern, recipient);
    this.#known.clear();
  }

  remove(recipient: Recipient): void {
    this.#index.remove(recipient.pattern, recipient);
    this.#known.clear();
  }

  /** Hands on the Event in `bytes[start..end)`. Returns what is wrong with its topic. */
  deliver(bytes: Uint8Array, start: number, end: number, topic: TopicRange): string | undefined {
    const delivery =
      this.#known.get(bytes, topic.start, topic.end) ?? this.#find(bytes.subarray(topic.start, topic.end));
    if (typeof delivery === "string") return delivery;
    for (const recipient of delivery.passed) recipient.pass();
    // Each has an event of its own: a gap is a matter of one subscription.
    for (const recipient of delivery.wanted) recipient.push(new ReceivedEvent(bytes, start, end, delivery));
    return undefined;
  }

  #find(received: Uint8Array): Delivery | string {
    const bytes = Buffer.from(received);
    const text = topicText(bytes);
    if ("fault" in text) return text.fault;
    const { topic } = text;
    if (this.#known.size >= MAX_TOPICS) this.#known.clear();
    const declared = declaredTopicOf(topic);
    const params = Object.freeze(declared === undefined ? {} : topicParams(declared, topic));
    const matching = [...this.#index.match(topic)];
    const wants = (recipient: Recipient): boolean => declared !== undefined || recipient.freeForm;
    const wanted = matching.filter(wants);
    const passed = matching.filter((recipient) => !wants(recipient));
    const delivery = { bytes, topic, declared, params, payloadsAreRead: false, wanted, passed };
    this.#known.set(delivery);
    return delivery;
  }
}
