// One page's share of the bus: subscriptions, a keep-alive, and the buffer between them and whoever reads.
//
//   idle ──first next()──▶ open ──the broker has all patterns──▶ live ──bus lost──▶ ended: what waits can still be read
//                           └── there is no bus: keep-alives, and nothing else
//   close() leads out of every state, at once.

import type { Bus, BusEvent, Subscription } from "../client/bus.ts";
import type { Gap } from "../client/gap.ts";
import type { Clock, Timer } from "../clock.ts";
import { BusError } from "../errors.ts";
import { declaredTopicOf } from "../registry/lookup.ts";
import type { FreeForm } from "../registry/topic-types.ts";
import { matches } from "../topic/match.ts";
import { eventFrame, readyFrame, retryFrame } from "./frames.ts";
import { PageBuffer } from "./page-buffer.ts";

export interface FeedOptions {
  /** Checked. */
  readonly patterns: readonly (string | FreeForm)[];
  readonly keepAliveMs: number;
  readonly maxBufferedBytes: number;
  readonly retryMs: number;
  /** The page was here before. */
  readonly resumes: boolean;
  readonly clock: Clock;
}

/** For one reader. Nothing happens before the first `next()`: a response that nobody reads costs nothing, and leaks nothing. */
export class PageFeed {
  readonly #bus: Bus | null;
  readonly #options: FeedOptions;
  readonly #texts: readonly string[];
  readonly #buffer: PageBuffer;
  #subscriptions: readonly Subscription<unknown>[] = [];
  #keepAlive: Timer | undefined;
  #state: "idle" | "open" | "live" | "ended" = "idle";
  #reader: ((piece: Uint8Array | undefined) => void) | undefined;
  #servePlanned = false;

  constructor(bus: Bus | null, options: FeedOptions) {
    this.#bus = bus;
    this.#options = options;
    this.#texts = options.patterns.map((pattern) => (typeof pattern === "string" ? pattern : pattern.freeForm));
    this.#buffer = new PageBuffer(options.maxBufferedBytes);
  }

  /** The next piece of the stream, as soon as there is one; undefined at its end. One call at a time. */
  next(): Promise<Uint8Array | undefined> {
    if (this.#state === "idle") this.#open();
    const piece = this.#buffer.take();
    if (piece !== undefined || this.#state === "ended") return Promise.resolve(piece);
    return new Promise((resolve) => (this.#reader = resolve));
  }

  /** Ends it, and lets go of everything. Idempotent. */
  close(): void {
    this.#buffer.clear();
    this.#end();
  }

  #open(): void {
    this.#state = "open";
    this.#buffer.putHead(retryFrame(this.#options.retryMs));
    if (this.#options.resumes) this.#buffer.putResync("resume", null);
    this.#planKeepAlive();
    if (this.#bus === null) return;
    this.#subscriptions = this.#options.patterns.map((pattern, index) => this.#subscribe(this.#bus!, pattern, index));
    // One that is refused, or ends, says so by `onAway`.
    Promise.all(this.#subscriptions.map(({ ready }) => ready)).then(
      () => this.#live(),
      () => {},
    );
  }

  #subscribe(bus: Bus, pattern: string | FreeForm, index: number): Subscription<unknown> {
    return bus.subscribe<string | FreeForm>(pattern, {
      onEvent: (event) => this.#event(event, index),
      onGap: (gap) => this.#gap(gap, index),
      onAway: () => this.#end(),
    });
  }

  #live(): void {
    // A bus that does nothing has no objection to a pattern, and yet nothing will come.
    if (this.#state !== "open" || this.#bus?.connected !== true) return;
    this.#state = "live";
    this.#buffer.putHead(readyFrame({ patterns: this.#texts }));
    this.#planToServe();
  }

  #event(event: BusEvent, index: number): void {
    if (this.#state !== "live" || this.#isHeardBefore(event.topic, index)) return;
    try {
      this.#buffer.putEvent(eventFrame(event));
    } catch (error) {
      if (!(error instanceof BusError)) throw error;
      this.#buffer.putResync("decode", 1);
    }
    this.#planToServe();
  }

  /** By the subscription to a pattern that stands further in front. A checked one does not hear what the registry does not know. */
  #isHeardBefore(topic: string, index: number): boolean {
    const { patterns } = this.#options;
    const hears = (at: number): boolean => typeof patterns[at] !== "string" || declaredTopicOf(topic) !== undefined;
    return this.#texts.some((pattern, at) => at < index && matches(pattern, topic) && hears(at));
  }

  #gap({ reason, count, topics }: Gap, index: number): void {
    if (this.#state !== "live") return;
    let lost = count ?? null;
    for (const [topic, ofTopic] of topics) if (lost !== null && this.#isHeardBefore(topic, index)) lost -= ofTopic;
    // Else all of it is another subscription's to tell.
    if (lost === 0) return;
    this.#buffer.putResync(reason, lost);
    this.#planToServe();
  }

  /** In a later microtask: several subscriptions tell of one loss, one after the other. */
  #planToServe(): void {
    if (this.#servePlanned || this.#reader === undefined) return;
    this.#servePlanned = true;
    queueMicrotask(() => {
      this.#servePlanned = false;
      this.#serve();
    });
  }

  #serve(): void {
    if (this.#reader === undefined) return;
    const piece = this.#buffer.take();
    if (piece === undefined && this.#state !== "ended") return;
    const reader = this.#reader;
    this.#reader = undefined;
    reader(piece);
  }

  #planKeepAlive(): void {
    this.#keepAlive = this.#options.clock.after(this.#options.keepAliveMs, () => {
      this.#buffer.keepAlive();
      this.#serve();
      this.#planKeepAlive();
    });
  }

  #end(): void {
    if (this.#state === "ended") return;
    this.#state = "ended";
    this.#keepAlive?.cancel();
    // Not waited for: it never rejects.
    for (const subscription of this.#subscriptions) void subscription.close();
    this.#subscriptions = [];
    this.#serve();
  }
}
