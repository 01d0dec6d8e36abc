// Chance with a seed. Every round of every attack draws from a generator of its own, named after the round, so that what a round does
// depends on nothing but its name: not on how fast the others were.

export class Random {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  /** The same name, the same numbers. */
  constructor(name: string) {
    this.#a = hash(name, 0x9e3779b9);
    this.#b = hash(name, 0x243f6a88);
    this.#c = hash(name, 0xb7e15162);
    // The first numbers still show the name; these are thrown away.
    for (let skipped = 0; skipped < 12; skipped++) this.next();
  }

  /** 32 bits (the generator sfc32). */
  next(): number {
    const result = (this.#a + this.#b + this.#counter++) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + result) | 0;
    return result >>> 0;
  }

  /** A whole number from 0 to `bound` - 1. */
  below(bound: number): number {
    return Math.floor((this.next() / 2 ** 32) * bound);
  }

  /** A whole number, both ends included. */
  between(min: number, max: number): number {
    return min + this.below(max - min + 1);
  }

  /** True with this probability. */
  chance(probability: number): boolean {
    return this.next() < probability * 2 ** 32;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!;
  }

  bytes(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => this.next() & 0xff);
  }

  shuffled<T>(list: readonly T[]): T[] {
    const result = [...list];
    for (let at = result.length - 1; at > 0; at--) {
      const other = this.below(at + 1);
      [result[at], result[other]] = [result[other]!, result[at]!];
    }
    return result;
  }
}

/** FNV-1a, from a start of one's own. */
function hash(text: string, start: number): number {
  let value = start;
  for (const byte of Buffer.from(text)) value = Math.imul(value ^ byte, 0x01000193);
  return value;
}
