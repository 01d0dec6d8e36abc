// The policy of the whole bus in one data structure: bounded by items and by bytes, and when full it is the oldest that goes.
//
//        head                      tail
//         ↓                         ↓
//   [ · · 3 4 5 6 7 8 9 · · · · · · · ]      push(10): is there room? else drop 3, and tell.
//         └─ oldest       └─ newest
//
// A ring that doubles as it fills, up to its bound, and starts small: most queues are nearly always empty.

const FIRST_CAPACITY = 16;

export class DropOldestQueue<T> {
  readonly #maxItems: number;
  readonly #maxBytes: number;
  readonly #onDrop: (item: T) => void;
  #items: (T | undefined)[] = new Array<T | undefined>(FIRST_CAPACITY);
  /** Of the item in the same place. */
  #sizes: number[] = new Array<number>(FIRST_CAPACITY).fill(0);
  #head = 0;
  #length = 0;
  #bytes = 0;

  /** `onDrop` gets each item that was discarded to make room, oldest first. Not those that `clear` removes. */
  constructor(maxItems: number, maxBytes: number, onDrop: (item: T) => void) {
    this.#maxItems = maxItems;
    this.#maxBytes = maxBytes;
    this.#onDrop = onDrop;
  }

  get length(): number {
    return this.#length;
  }

  /** Sum of the sizes that were given with the items. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Appends an item. One that alone is larger than the byte bound is itself discarded, after everything older. */
  push(item: T, bytes: number): void {
    while (this.#length > 0 && (this.#length >= this.#maxItems || this.#bytes + bytes > this.#maxBytes)) {
      this.#onDrop(this.shift()!);
    }
    if (bytes > this.#maxBytes || this.#maxItems < 1) {
      this.#onDrop(item);
      return;
    }
    if (this.#length === this.#items.length) this.#grow();
    const at = (this.#head + this.#length) & (this.#items.length - 1);
    this.#items[at] = item;
    this.#sizes[at] = bytes;
    this.#length++;
    this.#bytes += bytes;
  }

  /** Takes the oldest item, or undefined if there is none. */
  shift(): T | undefined {
    if (this.#length === 0) return undefined;
    const item = this.#items[this.#head]!;
    this.#bytes -= this.#sizes[this.#head]!;
    this.#items[this.#head] = undefined;
    this.#head = (this.#head + 1) & (this.#items.length - 1);
    this.#length--;
    return item;
  }

  /** Lets go of everything, its memory included. Returns how many items that were. */
  clear(): number {
    const length = this.#length;
    this.#items = new Array<T | undefined>(FIRST_CAPACITY);
    this.#sizes = new Array<number>(FIRST_CAPACITY).fill(0);
    this.#head = this.#length = this.#bytes = 0;
    return length;
  }

  #grow(): void {
    this.#items = this.#unrolled(this.#items, undefined);
    this.#sizes = this.#unrolled(this.#sizes, 0);
    this.#head = 0;
  }

  /** A full ring, from its head on, in one of twice the size. */
  #unrolled<Each>(ring: readonly Each[], empty: Each): Each[] {
    const grown = [...ring.slice(this.#head), ...ring.slice(0, this.#head)];
    while (grown.length < ring.length * 2) grown.push(empty);
    return grown;
  }
}
