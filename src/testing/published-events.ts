// What was published, kept for tests that ask. Events are the same bytes on their way to the broker as from it, so what the client makes
// of those that it receives it makes of these too.

import type { BusEvent } from "../client/bus.ts";
import { Deliveries } from "../client/deliveries.ts";
import { type CheckedPattern, checkCount } from "../client/given.ts";
import { inTime, timerMs } from "../client/in-time.ts";
import { systemClock } from "../clock.ts";
import { BusError, type BusErrorCode } from "../errors.ts";
import { checkEvent, type TopicRange } from "../wire/event-check.ts";
import { frameContent, FrameKind } from "../wire/frame-kind.ts";
import { FrameReader } from "../wire/frame-reader.ts";

/** What is waited for. */
export interface PublishedOptions {
  /** Wait until there are at least so many. Default: do not wait. */
  readonly count?: number | undefined;
  /** How long to wait, by the machine's clock: it is the patience of whoever runs the test. Default 1,000. */
  readonly timeoutMs?: number | undefined;
}

const PATIENCE_MS = 1_000;

/** Topics that are shown when others were waited for. */
const MOST_SHOWN = 20;

const EVERYTHING: CheckedPattern = { pattern: ">", freeForm: true };

interface KeptEvent {
  readonly bytes: Uint8Array;
  readonly topic: TopicRange;
}

export class PublishedEvents {
  readonly #events: KeptEvent[] = [];
  #changed = Promise.withResolvers<void>();
  #closed = false;

  /** Listens to one connection: takes its chunks. */
  listen(): (chunk: Uint8Array) => void {
    const reader = new FrameReader(Number.MAX_SAFE_INTEGER, (bytes, _start, bodyStart, end) => {
      const content = frameContent(bytes, bodyStart, end);
      if (content !== undefined && "kind" in content && content.kind === FrameKind.event)
        this.#keep(bytes, content.start, content.end);
      return true;
    });
    return (chunk) => void reader.push(chunk);
  }

  /** Those that match, in order. */
  matching({ pattern, freeForm }: CheckedPattern): BusEvent[] {
    const found: BusEvent[] = [];
    const deliveries = new Deliveries();
    // As the subscription has it: the registry and the TopicMap are printed from the same proto.
    const push = (event: unknown): void => void found.push(event as BusEvent);
    deliveries.add({ pattern, freeForm, push, pass: () => {} });
    for (const { bytes, topic } of this.#events) deliveries.deliver(bytes, 0, bytes.length, topic);
    return found;
  }

  /**
   * Those that match, once there are so many as are waited for.
   * @throws BusError TIMEOUT; CLOSED if no more will come.
   */
  async waitFor(wanted: CheckedPattern, { count = 1, timeoutMs = PATIENCE_MS }: PublishedOptions): Promise<BusEvent[]> {
    checkCount("count", count);
    const patience = timerMs("timeoutMs", timeoutMs);
    const complain = (code: BusErrorCode, when: string): BusError => {
      const { length } = this.matching(wanted);
      const what = `${length} of at least ${count} events that match ${wanted.pattern} were published ${when}.`;
      return new BusError(code, `${what} ${this.#summary()}`);
    };
    const enough = async (): Promise<void> => {
      while (this.matching(wanted).length < count) {
        if (this.#closed) throw complain("CLOSED", "before the bus was closed");
        await this.#changed.promise;
      }
    };
    if (!(await inTime(enough(), patience, systemClock))) throw complain("TIMEOUT", `within ${patience} ms`);
    return this.matching(wanted);
  }

  /** Nothing more will come. */
  close(): void {
    this.#closed = true;
    this.#wake();
  }

  #keep(bytes: Uint8Array, start: number, end: number): void {
    const topic = checkEvent(bytes, start, end);
    // The broker will say what is wrong with it.
    if ("code" in topic) return;
    const range = { start: topic.start - start, end: topic.end - start };
    this.#events.push({ bytes: Uint8Array.from(bytes.subarray(start, end)), topic: range });
    this.#wake();
  }

  #wake(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers<void>();
  }

  #summary(): string {
    const topics = this.matching(EVERYTHING).map(({ topic }) => topic);
    if (topics.length === 0) return "Nothing was published at all.";
    const more = topics.length > MOST_SHOWN ? ` and ${topics.length - MOST_SHOWN} more` : "";
    return `All that was published: ${topics.slice(0, MOST_SHOWN).join(", ")}${more}.`;
  }
}
