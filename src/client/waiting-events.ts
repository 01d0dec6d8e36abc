// Events that wait for a consumer: all of them, or the newest of each topic.

import { DropOldestQueue } from "../wire/drop-oldest-queue.ts";
import { GapTally } from "./gap.ts";
import type { ReceivedEvent } from "./received-event.ts";

/** So many are kept for the events in them. */
const MOST_CHUNKS = 4;

export interface WaitingEvents {
  readonly length: number;
  /** Events that a newer one took the place of. */
  readonly folded: number;
  push(event: ReceivedEvent): void;
  /** Takes the oldest. */
  shift(): ReceivedEvent | undefined;
  /** Lets go of everything. */
  clear(): void;
}

/**
 * Bounded; `onDrop` gets each event that was discarded to make room, oldest first. Whoever keeps up gets events in the chunks that they came
 * in; what has to wait while more chunks come is copied out of them, for one small event would keep a whole chunk.
 */
export class EveryEvent implements WaitingEvents {
  readonly folded = 0;
  readonly #queue: DropOldestQueue<ReceivedEvent>;
  /** That the newest event came in. */
  #chunk: Uint8Array | undefined;
  /** How many came since nothing waited. */
  #chunks = 0;

  constructor(events: number, bytes: number, onDrop: (event: ReceivedEvent) => void) {
    this.#queue = new DropOldestQueue<ReceivedEvent>(events, bytes, onDrop);
  }

  get length(): number {
    return this.#queue.length;
  }

  push(event: ReceivedEvent): void {
    if (event.chunk !== this.#chunk) {
      this.#chunk = event.chunk;
      this.#chunks++;
    }
    if (this.#chunks > MOST_CHUNKS) event.own();
    this.#queue.push(event, event.size);
  }

  shift(): ReceivedEvent | undefined {
    const event = this.#queue.shift();
    if (this.#queue.length === 0) this.#rest();
    return event;
  }

  clear(): void {
    this.#queue.clear();
    this.#rest();
  }

  #rest(): void {
    this.#chunk = undefined;
    this.#chunks = 0;
  }
}

/** As `EveryEvent`, and an event takes the place of the older one of its topic, and stands where the newer one came. */
export class LatestEvents implements WaitingEvents {
  folded = 0;
  readonly #events = new Map<string, ReceivedEvent>();
  readonly #maxEvents: number;
  readonly #maxBytes: number;
  readonly #onDrop: (event: ReceivedEvent) => void;
  #bytes = 0;

  constructor(maxEvents: number, maxBytes: number, onDrop: (event: ReceivedEvent) => void) {
    this.#maxEvents = maxEvents;
    this.#maxBytes = maxBytes;
    this.#onDrop = onDrop;
  }

  get length(): number {
    return this.#events.size;
  }

  push(event: ReceivedEvent): void {
    const older = this.#take(event.topic);
    if (older !== undefined) {
      this.folded++;
      // What was lost before the older one was lost before this one.
      const gaps = new GapTally();
      gaps.merge(older.gap);
      gaps.merge(event.gap);
      event.gap = gaps.take();
    }
    event.own();
    this.#events.set(event.topic, event);
    this.#bytes += event.size;
    while (this.#events.size > this.#maxEvents || this.#bytes > this.#maxBytes) this.#onDrop(this.shift()!);
  }

  shift(): ReceivedEvent | undefined {
    const [oldest] = this.#events.keys();
    return oldest === undefined ? undefined : this.#take(oldest);
  }

  clear(): void {
    this.#events.clear();
    this.#bytes = 0;
  }

  #take(topic: string): ReceivedEvent | undefined {
    const event = this.#events.get(topic);
    if (event === undefined) return undefined;
    this.#events.delete(topic);
    this.#bytes -= event.size;
    return event;
  }
}
