// Events that wait for one connection, as ranges of the bytes that they came in: nothing is copied while the connection keeps up.
//
//   chunk 1  |e1|e2|e3|            run: e1 e2 e3 lie next to each other and leave as one part
//   chunk 2        |e4|  |e6|      two runs: between them lies an event that somebody else wants
//            ↑ oldest: when the bound is reached it goes, and its topic is told
//
// A range keeps the whole chunk alive that it lies in. That is cheap for a moment and dear behind a consumer that is stuck, so `own`
// copies what is the smaller part of its chunk: then waiting events cost about their own bytes.

/** Neighbours in one buffer: from `start` to the last of `ends`. */
interface Run {
  bytes: Uint8Array;
  /** Where the oldest event that is left begins. */
  start: number;
  /** Where each event ends; those before `head` are gone. */
  readonly ends: number[];
  readonly topics: string[];
  head: number;
  next: Run | undefined;
}

export class RangeQueue {
  readonly #maxEvents: number;
  readonly #maxBytes: number;
  readonly #onDrop: (topic: string) => void;
  #oldest: Run | undefined;
  #newest: Run | undefined;
  /** The oldest run that `own` has not looked at yet. */
  #unowned: Run | undefined;
  #length = 0;
  #bytes = 0;

  /** `onDrop` gets the topic of each event that was discarded to make room, oldest first. Not of those that `clear` removes. */
  constructor(maxEvents: number, maxBytes: number, onDrop: (topic: string) => void) {
    this.#maxEvents = maxEvents;
    this.#maxBytes = maxBytes;
    this.#onDrop = onDrop;
  }

  get length(): number {
    return this.#length;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Whether an event of so many bytes can wait without costing an older one its place. */
  hasRoomFor(bytes: number): boolean {
    return this.#length < this.#maxEvents && this.#bytes + bytes <= this.#maxBytes;
  }

  /** Appends the event in `bytes[start..end)`. One that alone is larger than the bound is itself discarded, after everything older. */
  push(bytes: Uint8Array, start: number, end: number, topic: string): void {
    const size = end - start;
    while (this.#length > 0 && !this.hasRoomFor(size)) this.#onDrop(this.#discardOldest());
    if (!this.hasRoomFor(size)) {
      this.#onDrop(topic);
      return;
    }
    this.#append(bytes, start, end, topic);
    this.#length++;
    this.#bytes += size;
  }

  /** Takes the oldest run, as one part to send, or undefined if there is none. */
  shiftRun(): { readonly part: Uint8Array; readonly events: number } | undefined {
    const run = this.#oldest;
    if (run === undefined) return undefined;
    const end = run.ends.at(-1)!;
    const part = run.bytes.subarray(run.start, end);
    const events = run.ends.length - run.head;
    this.#length -= events;
    this.#bytes -= end - run.start;
    this.#unlinkOldest(run);
    return { part, events };
  }

  /** The connection is stuck: lets go of chunks of which these events are the smaller part. */
  own(): void {
    for (let run = this.#unowned; run !== undefined; run = run.next) copyIfSmall(run);
    this.#unowned = undefined;
  }

  /** Lets go of everything, its memory included. */
  clear(): void {
    this.#oldest = this.#newest = this.#unowned = undefined;
    this.#length = this.#bytes = 0;
  }

  #append(bytes: Uint8Array, start: number, end: number, topic: string): void {
    const last = this.#newest;
    if (last !== undefined && last.bytes === bytes && last.ends.at(-1) === start) {
      last.ends.push(end);
      last.topics.push(topic);
      return;
    }
    const run: Run = { bytes, start, ends: [end], topics: [topic], head: 0, next: undefined };
    if (last === undefined) this.#oldest = run;
    else last.next = run;
    this.#newest = run;
    this.#unowned ??= run;
  }

  #discardOldest(): string {
    const run = this.#oldest!;
    const topic = run.topics[run.head]!;
    const end = run.ends[run.head++]!;
    this.#length--;
    this.#bytes -= end - run.start;
    run.start = end;
    if (run.head === run.ends.length) this.#unlinkOldest(run);
    return topic;
  }

  #unlinkOldest(run: Run): void {
    this.#oldest = run.next;
    if (this.#newest === run) this.#newest = undefined;
    if (this.#unowned === run) this.#unowned = run.next;
  }
}

function copyIfSmall(run: Run): void {
  const end = run.ends.at(-1)!;
  const size = end - run.start;
  if (size * 2 > run.bytes.buffer.byteLength) return;
  run.bytes = Uint8Array.from(run.bytes.subarray(run.start, end));
  for (let index = run.head; index < run.ends.length; index++) run.ends[index]! -= run.start;
  run.start = 0;
}
