// What is known about a topic, found again by the topic's bytes: a topic that came before need be neither decoded nor checked. The same
// few topics come again and again, and most often the very one that came last.

/** Something that is known about a topic. */
export interface Known {
  /** The topic's own bytes; not changed afterwards. */
  readonly bytes: Uint8Array;
}

export class TopicCache<K extends Known> {
  readonly #known = new Map<string, K>();
  #last: K | undefined;

  get size(): number {
    return this.#known.size;
  }

  /** What is known about the topic in `bytes[start..end)`. */
  get(bytes: Uint8Array, start: number, end: number): K | undefined {
    const last = this.#last;
    if (last !== undefined && isSame(last.bytes, bytes, start, end)) return last;
    const known = this.#known.get(keyOf(bytes, start, end));
    if (known !== undefined) this.#last = known;
    return known;
  }

  set(known: K): void {
    this.#known.set(keyOf(known.bytes, 0, known.bytes.length), known);
    this.#last = known;
  }

  clear(): void {
    this.#known.clear();
    this.#last = undefined;
  }
}

/** Each byte is a character of its own in latin1, so different bytes are different keys, whatever they mean. */
function keyOf(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString("latin1");
}

function isSame(known: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  if (known.length !== end - start) return false;
  // From the back, where topics differ.
  for (let at = known.length - 1; at >= 0; at--) if (known[at] !== bytes[start + at]) return false;
  return true;
}
