// A consumer's end: its own bounded queue, an iterator over it, and the losses at the place where they happened.
//
//   broker's Dropped ─▶ tail gap ─┐ rides on the next event that comes in
//                                 ▼
//        push ─▶ [ oldest … newest ] ─▶ next()
//                    │ full: the oldest goes        ▲
//                    └──▶ head gap ─────────────────┘ rides on the next event that goes out
//
// Closed and ended are states, never items in the queue, so a full queue cannot keep a loop from ending.

import { BusError } from "../errors.ts";
import { declaredTopicOf } from "../registry/lookup.ts";
import { matches } from "../topic/match.ts";
import { DropOldestQueue } from "../wire/drop-oldest-queue.ts";
import type { Drops } from "../wire/drop-tally.ts";
import type { BusEvent, SubscribeOptions, Subscription } from "./bus.ts";
import type { Recipient } from "./deliveries.ts";
import { type Gap, gapOf, GapTally } from "./gap.ts";
import type { ReceivedEvent } from "./received-event.ts";

/** Events, and bytes of events, that wait for one consumer. */
const QUEUE_EVENTS = 1_024;
const QUEUE_BYTES = 8 << 20;

/** So many may wait in the chunks that they came in; more are copied out of them. */
const MOST_IN_CHUNKS = 64;

export interface SubscriptionSetup extends SubscribeOptions {
  readonly pattern: string;
  /** Also yield events of topics outside the registry. */
  readonly freeForm: boolean;
  readonly ready: Promise<void>;
  /** Takes the pattern back; resolves when the broker has done so, or is gone. Called once. */
  readonly unsubscribe: () => Promise<void>;
}

export class QueuedSubscription implements Subscription<BusEvent>, Recipient {
  readonly pattern: string;
  readonly freeForm: boolean;
  readonly ready: Promise<void>;
  #dropped = 0;
  #undeclared = 0;
  readonly #setup: SubscriptionSetup;
  readonly #queue: DropOldestQueue<ReceivedEvent>;
  readonly #headGap = new GapTally();
  readonly #tailGap = new GapTally();
  #waiting: ((result: IteratorResult<BusEvent, undefined>) => void)[] = [];
  #ended = false;
  #closing: Promise<void> | undefined;

  constructor(setup: SubscriptionSetup) {
    this.pattern = setup.pattern;
    this.freeForm = setup.freeForm;
    this.ready = setup.ready;
    this.#setup = setup;
    this.#queue = new DropOldestQueue(QUEUE_EVENTS, QUEUE_BYTES, (item) => this.#overflow(item));
  }

  get dropped(): number {
    return this.#dropped;
  }

  get undeclared(): number {
    return this.#undeclared;
  }

  push(event: ReceivedEvent): void {
    if (this.#ended) return;
    if (this.#queue.length >= MOST_IN_CHUNKS) event.own();
    // Put down where it stands: it may be long until the event is handed out.
    event.gap = this.#tailGap.take();
    this.#queue.push(event, event.size);
    if (this.#waiting.length > 0) this.#serve();
  }

  pass(): void {
    if (!this.#ended) this.#undeclared++;
  }

  /** The broker has discarded events of this connection, some of which may have been for this subscription. */
  lost(drops: Drops): void {
    if (this.#ended) return;
    const topics = new Map(
      [...drops.topics].filter(([topic]) => matches(this.pattern, topic) && this.#handsOut(topic)),
    );
    const named = sum(drops.topics.values());
    const count = sum(topics.values()) + (drops.truncated ? drops.count - named : 0);
    if (count === 0) return;
    const gap = gapOf("overflow", { count, topics, truncated: drops.truncated });
    this.#tailGap.merge(gap);
    this.#tell(gap);
  }

  /** Nothing more will come; what is queued can still be read. */
  end(): void {
    this.#ended = true;
    if (this.#queue.length === 0) this.#finish();
  }

  close(): Promise<void> {
    this.#closing ??= this.#setup.unsubscribe();
    this.#ended = true;
    this.#queue.clear();
    this.#finish();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Leaving a loop early does not close the subscription; a later loop goes on where it stopped. */
  [Symbol.asyncIterator](): AsyncIterator<BusEvent, undefined> {
    return { next: () => this.#next() };
  }

  #next(): Promise<IteratorResult<BusEvent, undefined>> {
    const event = this.#take();
    if (event !== undefined) return Promise.resolve({ value: event, done: false });
    if (this.#ended) return Promise.resolve({ value: undefined, done: true });
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Of the topics that the pattern matches, those whose events are for the consumer. */
  #handsOut(topic: string): boolean {
    return this.freeForm || declaredTopicOf(topic) !== undefined;
  }

  /** Hands queued events to whoever waits for them. */
  #serve(): void {
    while (this.#waiting.length > 0) {
      const event = this.#take();
      if (event === undefined) return;
      this.#waiting.shift()!({ value: event, done: false });
    }
  }

  /** The oldest event that can be decoded. Those that cannot become a gap of the next one. */
  #take(): BusEvent | undefined {
    for (let event = this.#queue.shift(); event !== undefined; event = this.#queue.shift()) {
      this.#headGap.merge(event.gap);
      try {
        event.check();
      } catch (error) {
        if (!(error instanceof BusError)) throw error;
        this.#lose("decode", event.topic);
        continue;
      }
      event.gap = this.#headGap.take();
      // The registry and the TopicMap are printed from the same proto: name, params and payload belong together.
      return event as unknown as BusEvent;
    }
    return undefined;
  }

  #overflow({ topic, gap }: ReceivedEvent): void {
    this.#headGap.merge(gap);
    this.#lose("overflow", topic);
  }

  #lose(reason: Gap["reason"], topic: string): void {
    this.#headGap.add(reason, topic);
    this.#tell(gapOf(reason, { count: 1, topics: new Map([[topic, 1]]), truncated: false }));
  }

  #tell(gap: Gap): void {
    this.#dropped += gap.count;
    this.#setup.onGap?.(gap);
  }

  #finish(): void {
    for (const resolve of this.#waiting) resolve({ value: undefined, done: true });
    this.#waiting = [];
  }
}

function sum(numbers: Iterable<number>): number {
  let total = 0;
  for (const number of numbers) total += number;
  return total;
}
