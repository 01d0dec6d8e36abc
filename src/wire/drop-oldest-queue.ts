// The policy of the whole bus in one data structure: bounded by items and by bytes, and when full it is the oldest that goes.
//
//        head                      tail
//         ↓                         ↓
//   [ · · 3 4 5 6 7 8 9 · · · · · · · ]      push(10): is there room? else drop 3, and tell.
//         └─ oldest       └─ newest
//
// A ring that doubles as it fills, up to its bound, and starts small: most queues are nearly always empty.

const FIRST_CAPACITY = 16;

interface Slot<T> {
  readonly item: T;
  readonly bytes: number;
}

export class DropOldestQueue<T> {
  readonly #maxItems: number;
  readonly #maxBytes: number;
  readonly #onDrop: (item: T) => void;
  #slots: (Slot<T> | undefined)[] = new Array<Slot<T> | undefined>(FIRST_CAPACITY);
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
    if (this.#length === this.#slots.length) this.#grow();
    this.#slots[(this.#head + this.#length) & (this.#slots.length - 1)] = { item, bytes };
    this.#length++;
    this.#bytes += bytes;
  }

  /** Takes the oldest item, or undefined if there is none. */
  shift(): T | undefined {
    const slot = this.#slots[this.#head];
    if (slot === undefined) return undefined;
    this.#slots[this.#head] = undefined;
    this.#head = (this.#head + 1) & (this.#slots.length - 1);
    this.#length--;
    this.#bytes -= slot.bytes;
    return slot.item;
  }

  /** Lets go of everything, its memory included. Returns how many items that were. */
  clear(): number {
    const length = this.#length;
    this.#slots = new Array<Slot<T> | undefined>(FIRST_CAPACITY);
    this.#head = this.#length = this.#bytes = 0;
    return length;
  }

  #grow(): void {
    const grown = new Array<Slot<T> | undefined>(this.#slots.length * 2);
    for (let index = 0; index < this.#length; index++) {
      grown[index] = this.#slots[(this.#head + index) & (this.#slots.length - 1)];
    }
    this.#slots = grown;
    this.#head = 0;
  }
}
