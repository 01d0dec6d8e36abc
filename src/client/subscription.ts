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
import type { Drops } from "../wire/drop-tally.ts";
import type { BusEvent, SubscribeOptions, Subscription } from "./bus.ts";
import type { Recipient } from "./deliveries.ts";
import { type Gap, gapOf, GapTally, interruption } from "./gap.ts";
import { checkCount, checkListeners } from "./given.ts";
import { LaterCall } from "./later-call.ts";
import type { ReceivedEvent } from "./received-event.ts";
import { reportRejection } from "./report-rejection.ts";
import { processing, type ProcessTrace } from "./tracing.ts";
import { EveryEvent, LatestEvents, type WaitingEvents } from "./waiting-events.ts";

/** Events, and bytes of events, that wait for one consumer. */
const QUEUE_EVENTS = 1_024;
const QUEUE_BYTES = 8 << 20;

export interface SubscriptionSetup extends SubscribeOptions {
  readonly pattern: string;
  /** Also yield events of topics outside the registry. */
  readonly freeForm: boolean;
  readonly ready: Promise<void>;
  /** Takes the pattern back; resolves when the broker has done so, or is gone. Called once. */
  readonly unsubscribe: () => Promise<void>;
  /** Hears of what a handler threw. */
  readonly report: (error: unknown) => void;
}

export class QueuedSubscription implements Subscription<BusEvent>, Recipient {
  readonly pattern: string;
  readonly freeForm: boolean;
  readonly ready: Promise<void>;
  /** The id of the broker that had the pattern last; undefined before the subscription is ready. */
  readyOn: string | undefined;
  #dropped = 0;
  #undeclared = 0;
  readonly #setup: SubscriptionSetup;
  readonly #queue: WaitingEvents;
  readonly #headGap = new GapTally();
  readonly #tailGap = new GapTally();
  /** What `onGap` has not heard of: losses that come together are told together. */
  readonly #untold = new GapTally();
  readonly #gapCall: LaterCall;
  readonly #awayCall: LaterCall;
  #waiting: ((result: IteratorResult<BusEvent, undefined>) => void)[] = [];
  /** Of the event that a loop is busy with. */
  #trace: ProcessTrace | undefined;
  /** `onAway` was told, and it is not back since. */
  #away = false;
  #ended = false;
  #closing: Promise<void> | undefined;
  readonly #abort = (): void => void this.close();

  /** @throws BusError INVALID_CONFIG for a bound of the queue, a handler or a signal that is none. */
  constructor(setup: SubscriptionSetup) {
    const { queueEvents = QUEUE_EVENTS, queueBytes = QUEUE_BYTES, latest = false } = setup;
    const bounds = [checkCount("queueEvents", queueEvents), checkCount("queueBytes", queueBytes)] as const;
    checkListeners(setup);
    const onDrop = (event: ReceivedEvent): void => this.#overflow(event);
    this.pattern = setup.pattern;
    this.freeForm = setup.freeForm;
    this.ready = setup.ready;
    this.#setup = setup;
    this.#queue = latest ? new LatestEvents(...bounds, onDrop) : new EveryEvent(...bounds, onDrop);
    this.#gapCall = new LaterCall(() => this.#tellGap(), setup.report);
    this.#awayCall = new LaterCall(() => setup.onAway?.(), setup.report);
    setup.signal?.addEventListener("abort", this.#abort);
  }

  get dropped(): number {
    return this.#dropped;
  }

  get folded(): number {
    return this.#queue.folded;
  }

  get undeclared(): number {
    return this.#undeclared;
  }

  push(event: ReceivedEvent): void {
    if (this.#ended) return;
    const { onEvent } = this.#setup;
    // Put down where it stands: it may be long until the event is handed out.
    event.gap = this.#tailGap.take();
    if (onEvent !== undefined) {
      const checked = this.#checked(event);
      if (checked !== undefined) this.#process(onEvent, checked);
      return;
    }
    this.#queue.push(event);
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
    this.#miss(gapOf("overflow", { count, topics, truncated: drops.truncated }));
  }

  /** The connection is lost. One that was never ready has lost nothing. */
  cutOff(): void {
    if (!this.#ended && this.readyOn !== undefined) this.#tellAway();
  }

  /** There was no connection for a while, and there will be one to that broker. */
  interrupted(busId: string): void {
    if (!this.#ended) this.#tailGap.merge(interruption(this.#interruptionBy(busId)));
  }

  /** After `interrupted`: the broker has the pattern again. */
  resumed(busId: string): void {
    if (this.#ended) return;
    this.#untold.merge(interruption(this.#interruptionBy(busId)));
    this.readyOn = busId;
    this.#away = false;
    this.#gapCall.plan();
  }

  /** Nothing more will come; what is queued can still be read. */
  end(): void {
    if (!this.#ended) this.#tellAway();
    this.#setEnded();
    if (this.#queue.length === 0) this.#finish();
  }

  close(): Promise<void> {
    this.#closing ??= this.#setup.unsubscribe();
    this.#setEnded();
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

  readable(): ReadableStream<BusEvent> {
    return new ReadableStream<BusEvent>(
      {
        pull: async (controller) => {
          const { value, done } = await this.#next();
          if (done === true) controller.close();
          else controller.enqueue(value);
        },
        cancel: () => this.close(),
      },
      { highWaterMark: 0 },
    );
  }

  #next(): Promise<IteratorResult<BusEvent, undefined>> {
    this.#endTrace();
    const event = this.#take();
    if (event !== undefined) return Promise.resolve(this.#handOut(event));
    if (this.#ended) return Promise.resolve({ value: undefined, done: true });
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #interruptionBy(busId: string): "reconnect" | "restart" {
    return busId === this.readyOn ? "reconnect" : "restart";
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
      this.#waiting.shift()!(this.#handOut(event));
    }
  }

  #handOut(event: BusEvent): IteratorResult<BusEvent, undefined> {
    if (processing.hasSubscribers) {
      this.#trace = { pattern: this.pattern, event };
      processing.start.publish(this.#trace);
    }
    return { value: event, done: false };
  }

  /** The body of the loop has come to its end. */
  #endTrace(): void {
    if (this.#trace === undefined) return;
    processing.end.publish(this.#trace);
    this.#trace = undefined;
  }

  /** What is somebody else's mistake shall cost neither the connection nor the events behind. */
  #process(onEvent: (event: BusEvent) => void, event: BusEvent): void {
    try {
      const result: unknown = processing.hasSubscribers
        ? processing.traceSync(() => onEvent(event), { pattern: this.pattern, event })
        : onEvent(event);
      reportRejection(result, this.#setup.report);
    } catch (error) {
      this.#setup.report(error);
    }
  }

  /** The oldest event that can be decoded. */
  #take(): BusEvent | undefined {
    for (let event = this.#queue.shift(); event !== undefined; event = this.#queue.shift()) {
      const checked = this.#checked(event);
      if (checked !== undefined) return checked;
    }
    return undefined;
  }

  /** The event with all that was lost before it. One that cannot be decoded becomes a gap of the next one. */
  #checked(event: ReceivedEvent): BusEvent | undefined {
    this.#headGap.merge(event.gap);
    try {
      event.check();
    } catch (error) {
      if (!(error instanceof BusError)) throw error;
      this.#lose("decode", event.topic);
      return undefined;
    }
    event.gap = this.#headGap.take();
    // The registry and the TopicMap are printed from the same proto: name, params and payload belong together.
    return event as unknown as BusEvent;
  }

  #overflow({ topic, gap }: ReceivedEvent): void {
    this.#headGap.merge(gap);
    this.#lose("overflow", topic);
  }

  #lose(reason: Gap["reason"], topic: string): void {
    this.#headGap.add(reason, topic);
    this.#dropped++;
    this.#untold.add(reason, topic);
    this.#gapCall.plan();
  }

  #miss(gap: Gap): void {
    this.#tailGap.merge(gap);
    this.#dropped += gap.count ?? 0;
    this.#untold.merge(gap);
    this.#gapCall.plan();
  }

  #tellGap(): unknown {
    const gap = this.#untold.take();
    return gap === undefined ? undefined : this.#setup.onGap?.(gap);
  }

  #tellAway(): void {
    if (!this.#away) this.#awayCall.plan();
    this.#away = true;
  }

  #setEnded(): void {
    this.#ended = true;
    this.#endTrace();
    this.#setup.signal?.removeEventListener("abort", this.#abort);
  }

  #finish(): void {
    for (const resolve of this.#waiting) resolve({ value: undefined, done: true });
    this.#waiting = [];
  }
}

function sum(numbers: Iterable<number>): number {
  return [...numbers].reduce((total, number) => total + number, 0);
}
