// What waits to be sent on one connection, on either side of it.
//
//   control ──▶ answers, notices ────────────┐
//                                            ├──▶ one batch in flight ──▶ connection
//   event ───▶ drop-oldest queue ─▶ [notice]─┘                     │
//               full? count it                        last frame ──┘ (once everything else is sent)
//
// Control frames stand beside the queue: they overtake events and are never dropped by it. Loss is told exactly where it is: the notice
// goes right before the first event after the gap, or alone if there is none yet. Bytes of a batch belong to the kernel and no longer
// count as queued, which is why there is one at a time, and it is small.

import { type Drops, DropTally } from "./drop-tally.ts";
import { frameEnd } from "./frame-size.ts";
import { MAX_BATCH_BYTES, MAX_UNANSWERED_BYTES } from "./limits.ts";
import { RangeQueue } from "./range-queue.ts";

export interface OutboxOptions {
  readonly queueEvents: number;
  readonly queueBytes: number;
  /** Control frames that may wait at a time; their bytes are bounded by MAX_UNANSWERED_BYTES. */
  readonly maxControl: number;
  /** Sends a batch, and calls `sent` once when the next may come. Not called again before that. */
  readonly send: (parts: readonly Uint8Array[], sent: () => void) => void;
  /** The frame that tells of a loss; none is sent where there is nobody to tell. */
  readonly notice?: (drops: Drops, total: number) => Uint8Array;
}

export class Outbox {
  readonly #options: OutboxOptions;
  readonly #events: RangeQueue;
  readonly #tally = new DropTally();
  #control: Uint8Array[] = [];
  #controlBytes = 0;
  #last: { frame: Uint8Array | undefined; done: () => void } | undefined;
  #inFlight = false;
  #closed = false;
  #enqueued = 0;
  #sent = 0;
  #dropped = 0;
  #fences: { after: number; reached: () => void }[] = [];

  constructor(options: OutboxOptions) {
    this.#options = options;
    this.#events = new RangeQueue(options.queueEvents, options.queueBytes, (topic, events) =>
      this.#drop(topic, events),
    );
  }

  /** Events that wait now, without those in flight. */
  get queuedEvents(): number {
    return this.#events.length;
  }

  get queuedBytes(): number {
    return this.#events.bytes;
  }

  /** Events that were handed to the connection so far. */
  get sent(): number {
    return this.#sent;
  }

  /** Events that were discarded because the queue was full. */
  get dropped(): number {
    return this.#dropped;
  }

  /**
   * Queues `events` event frames of one topic, size prefixes included, that lie in `bytes[start..end)` one behind the other; the bytes must
   * not change. They leave with the next flush, or at once where one would otherwise cost an older one its place: what can leave need
   * not be dropped. Ignored once the outbox is finishing or closed.
   */
  events(bytes: Uint8Array, start: number, end: number, events: number, topic: string): void {
    if (this.#closed || this.#last !== undefined) return;
    this.#enqueued += events;
    if (this.#inFlight || this.#events.hasRoomFor(events, end - start))
      this.#events.push(bytes, start, end, events, topic);
    else this.#oneByOne(bytes, start, end, topic);
  }

  /** Queues a control frame. False, and nothing queued, if too many wait and none can leave: the peer does not read. */
  control(frame: Uint8Array): boolean {
    if (this.#closed || this.#last !== undefined) return true;
    if (!this.#inFlight && !this.#hasRoomForControl(frame.length)) this.flush();
    if (!this.#hasRoomForControl(frame.length)) return false;
    this.#control.push(frame);
    this.#controlBytes += frame.length;
    return true;
  }

  /**
   * Calls `reached` when every event queued so far has been handed to the connection or dropped; at once if that is so. Control frames that
   * it queues leave right behind those events, in the same batch. In order; not after `close`.
   */
  fence(reached: () => void): void {
    if (this.#closed) return;
    this.#fences.push({ after: this.#enqueued, reached });
    this.#passFences();
  }

  /** Sends what waits, unless a batch is in flight: then it goes on by itself when that one is sent. */
  flush(): void {
    if (this.#closed) return;
    if (this.#inFlight) {
      this.#events.own();
      return;
    }
    // From here on: a fence may queue something while the batch is put together.
    this.#inFlight = true;
    const parts = this.#nextBatch();
    if (this.#closed) return;
    if (parts.length > 0) {
      this.#options.send(parts, () => {
        this.#inFlight = false;
        this.flush();
      });
      return;
    }
    this.#inFlight = false;
    this.#finishIfDone();
  }

  /** Takes nothing more, sends what waits, then `frame`, then calls `done`. `discard` lets go of waiting events first. */
  finish(frame: Uint8Array | undefined, discard: boolean, done: () => void): void {
    if (this.#closed || this.#last !== undefined) return;
    if (discard) this.#events.clear();
    this.#last = { frame, done };
    this.flush();
  }

  /** Lets go of everything. Nothing is sent and nothing is called any more. */
  close(): void {
    this.#closed = true;
    this.#events.clear();
    this.#takeControl();
    this.#fences = [];
  }

  #oneByOne(bytes: Uint8Array, start: number, end: number, topic: string): void {
    for (let at = start; at < end;) {
      const next = frameEnd(bytes, at);
      if (!this.#inFlight && !this.#events.hasRoomFor(1, next - at)) this.flush();
      this.#events.push(bytes, at, next, 1, topic);
      at = next;
    }
  }

  #hasRoomForControl(bytes: number): boolean {
    return this.#control.length < this.#options.maxControl && this.#controlBytes + bytes <= MAX_UNANSWERED_BYTES;
  }

  #nextBatch(): Uint8Array[] {
    const parts = this.#takeControl();
    this.#pushNotice(parts);
    let bytes = 0;
    for (
      let next;
      bytes < MAX_BATCH_BYTES && (next = this.#events.shiftPart()) !== undefined;
      bytes += next.part.length
    ) {
      parts.push(next.part);
      this.#sent += next.events;
    }
    this.#passFences();
    // Not all at once: a call takes only so many arguments.
    for (const frame of this.#takeControl()) parts.push(frame);
    if (this.#events.length === 0 && this.#last?.frame !== undefined) {
      parts.push(this.#last.frame);
      this.#last = { ...this.#last, frame: undefined };
    }
    return parts;
  }

  #takeControl(): Uint8Array[] {
    const parts = this.#control;
    this.#control = [];
    this.#controlBytes = 0;
    return parts;
  }

  /** Dropping takes from the head of the queue, so the gap is always right before the next event that leaves, if there is one. */
  #pushNotice(parts: Uint8Array[]): void {
    const drops = this.#tally.take();
    if (drops !== undefined && this.#options.notice !== undefined)
      parts.push(this.#options.notice(drops, this.#dropped));
  }

  #drop(topic: string, events: number): void {
    this.#dropped += events;
    this.#tally.add(topic, events);
  }

  #finishIfDone(): void {
    if (this.#last === undefined) return;
    this.#closed = true;
    this.#last.done();
  }

  get #settled(): number {
    return this.#sent + this.#dropped;
  }

  #passFences(): void {
    while (this.#fences.length > 0 && this.#fences[0]!.after <= this.#settled) this.#fences.shift()!.reached();
  }
}
