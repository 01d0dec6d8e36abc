// Events that wait for a consumer: all of them, or the newest of each topic.

import { DropOldestQueue } from "../wire/drop-oldest-queue.ts";
import { GapTally } from "./gap.ts";
import type { ReceivedEvent } from "./received-event.ts";

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

/** Bounded; `onDrop` gets each event that was discarded to make room, oldest first. */
export function everyEvent(events: number, bytes: number, onDrop: (event: ReceivedEvent) => void): WaitingEvents {
  const queue = new DropOldestQueue<ReceivedEvent>(events, bytes, onDrop);
  return {
    get length() {
      return queue.length;
    },
    folded: 0,
    push: (event) => queue.push(event, event.size),
    shift: () => queue.shift(),
    clear: () => void queue.clear(),
  };
}

/** As `everyEvent`, and an event takes the place of the older one of its topic, and stands where the newer one came. */
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
