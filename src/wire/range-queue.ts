// Events that wait for one connection, as ranges of the bytes that they came in: nothing is copied, and nothing is written down for a
// single event, while the connection keeps up.
//
//   chunk 1  |e1|e2|e3|            run: e1 e2 e3, of one topic, lie next to each other
//   chunk 2        |e4|  |e6|      two runs: between them lies an event that somebody else wants
//            ↑ oldest: when the bound is reached it goes, and its topic is told
//
// Where an event ends within a run stands in the bytes: each begins with its size.
//
// A range keeps the whole chunk alive that it lies in. That is cheap for a moment and dear behind a consumer that is stuck, so `own`
// copies what is the smaller part of its chunk into slabs of this queue's own: then waiting events cost about their own bytes.

import { frameEnd } from "./frame-size.ts";

/** Neighbours in one buffer, of one topic. */
interface Run {
  bytes: Uint8Array;
  start: number;
  end: number;
  events: number;
  readonly topic: string;
  /** Whose bytes they are, if they were copied. */
  slab: Slab | undefined;
  next: Run | undefined;
}

/** Bytes of the queue's own. */
interface Slab {
  readonly bytes: Uint8Array;
  /** Runs that lie in it. */
  runs: number;
  /** A part of it was sent, and may still be on its way. */
  sent: boolean;
}

/** Small beside what a connection may cost, large beside most events. */
const SLAB_BYTES = 16 << 10;

export class RangeQueue {
  readonly #maxEvents: number;
  readonly #maxBytes: number;
  readonly #onDrop: (topic: string, events: number) => void;
  #oldest: Run | undefined;
  #newest: Run | undefined;
  /** The oldest run that `own` has not looked at yet, and the one before it. */
  #unowned: Run | undefined;
  #lastOwned: Run | undefined;
  /** Where `own` copies to, and where it is free. */
  #slab: Slab | undefined;
  #slabEnd = 0;
  /** A slab that nobody needs any more: behind a consumer that is stuck for long, one is used up as another is emptied. */
  #spare: Slab | undefined;
  readonly #slabBytes: number;
  #length = 0;
  #bytes = 0;

  /** `onDrop` hears of events that were discarded to make room, oldest first. Not of those that `clear` removes. */
  constructor(
    maxEvents: number,
    maxBytes: number,
    onDrop: (topic: string, events: number) => void,
    slabBytes = SLAB_BYTES,
  ) {
    this.#maxEvents = maxEvents;
    this.#maxBytes = maxBytes;
    this.#onDrop = onDrop;
    this.#slabBytes = slabBytes;
  }

  get length(): number {
    return this.#length;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Whether so many events, of so many bytes together, can wait without costing an older one its place. */
  hasRoomFor(events: number, bytes: number): boolean {
    return this.#length + events <= this.#maxEvents && this.#bytes + bytes <= this.#maxBytes;
  }

  /**
   * Appends whole frames, `events` of them, that lie in `bytes[start..end)` one behind the other. What is left is what would be left
   * if they came one by one; one that alone is larger than the bound is itself discarded, after everything older.
   */
  push(bytes: Uint8Array, start: number, end: number, events: number, topic: string): void {
    const last = this.#newest;
    if (last !== undefined && last.bytes === bytes && last.end === start && last.topic === topic) {
      last.end = end;
      last.events += events;
    } else this.#append({ bytes, start, end, events, topic, slab: undefined, next: undefined });
    this.#length += events;
    this.#bytes += end - start;
    while (this.#length > this.#maxEvents || this.#bytes > this.#maxBytes) this.#discardFrom(this.#oldest!);
  }

  /** Takes the oldest runs that lie next to each other, as one part to send, or undefined if there is none. */
  shiftPart(): { readonly part: Uint8Array; readonly events: number } | undefined {
    const first = this.#oldest;
    if (first === undefined) return undefined;
    const { bytes, start, slab } = first;
    let { end, events } = first;
    if (slab !== undefined) slab.sent = true;
    this.#unlinkOldest();
    for (let run = this.#oldest; run?.bytes === bytes && run.start === end; run = this.#oldest) {
      end = run.end;
      events += run.events;
      this.#unlinkOldest();
    }
    this.#length -= events;
    this.#bytes -= end - start;
    return { part: bytes.subarray(start, end), events };
  }

  /** The connection is stuck: lets go of chunks of which these events are the smaller part. */
  own(): void {
    for (let first = this.#unowned; first !== undefined; first = this.#unowned) {
      let size = 0;
      let behind: Run | undefined = first;
      for (; behind?.bytes === first.bytes; behind = behind.next) size += behind.end - behind.start;
      const copied = size * 2 <= first.bytes.buffer.byteLength;
      for (let run: Run = first; ; run = run.next!) {
        if (copied) this.#copy(run);
        if (!this.#joinsLastOwned(run)) this.#lastOwned = run;
        if (run.next === behind) break;
      }
      this.#unowned = behind;
    }
  }

  /** Lets go of everything, its memory included. */
  clear(): void {
    this.#oldest = this.#newest = this.#unowned = this.#lastOwned = undefined;
    this.#slab = this.#spare = undefined;
    this.#length = this.#bytes = 0;
  }

  #append(run: Run): void {
    if (this.#newest === undefined) this.#oldest = run;
    else this.#newest.next = run;
    this.#newest = run;
    this.#unowned ??= run;
  }

  /** Discards as many events of the oldest run as are too many in the queue; the whole of it without looking at each. */
  #discardFrom(run: Run): void {
    const surplus = this.#length - this.#maxEvents;
    const surplusBytes = this.#bytes - this.#maxBytes;
    let { start, events } = run;
    if (events <= surplus || run.end - start <= surplusBytes) {
      start = run.end;
      events = 0;
    }
    while (events > 0 && (run.events - events < surplus || start - run.start < surplusBytes)) {
      start = frameEnd(run.bytes, start);
      events--;
    }
    const dropped = run.events - events;
    this.#length -= dropped;
    this.#bytes -= start - run.start;
    run.start = start;
    run.events = events;
    if (events === 0) {
      this.#unlinkOldest();
      this.#keepSpare(run.slab);
    }
    this.#onDrop(run.topic, dropped);
  }

  #unlinkOldest(): void {
    const run = this.#oldest!;
    this.#oldest = run.next;
    if (run.slab !== undefined) run.slab.runs--;
    if (this.#oldest === undefined) this.#slab = this.#spare = undefined;
    if (this.#newest === run) this.#newest = undefined;
    if (this.#unowned === run) this.#unowned = run.next;
    if (this.#lastOwned === run) this.#lastOwned = undefined;
  }

  /** The last event of a run in it was dropped. */
  #keepSpare(slab: Slab | undefined): void {
    if (slab === undefined || slab === this.#slab || slab.runs > 0 || slab.sent) return;
    if (slab.bytes.length === this.#slabBytes) this.#spare = slab;
  }

  /** Moves a run's bytes into the slab; one that is too large for any gets a buffer of its own. */
  #copy(run: Run): void {
    const size = run.end - run.start;
    const slab = this.#slabFor(size);
    slab.bytes.set(run.bytes.subarray(run.start, run.end), this.#slabEnd);
    slab.runs++;
    run.slab = slab;
    run.bytes = slab.bytes;
    run.start = this.#slabEnd;
    run.end = this.#slabEnd += size;
  }

  #slabFor(size: number): Slab {
    if (this.#slab !== undefined && this.#slabEnd + size <= this.#slab.bytes.length) return this.#slab;
    const spare = size <= this.#slabBytes ? this.#spare : undefined;
    this.#spare = undefined;
    this.#slabEnd = 0;
    this.#slab = spare ?? { bytes: new Uint8Array(Math.max(size, this.#slabBytes)), runs: 0, sent: false };
    return this.#slab;
  }

  /** Copies that came to lie next to each other are one run. */
  #joinsLastOwned(run: Run): boolean {
    const last = this.#lastOwned;
    if (last?.bytes !== run.bytes || last.end !== run.start || last.topic !== run.topic) return false;
    last.end = run.end;
    last.events += run.events;
    last.next = run.next;
    if (run.slab !== undefined) run.slab.runs--;
    if (this.#newest === run) this.#newest = last;
    return true;
  }
}
