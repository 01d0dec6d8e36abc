// What a piece of code costs, counted at JavaScript's own functions, so that nothing has to be exposed for it. The code runs at once and
// alone, and everything is put back behind it.

/** How many more entries all Maps hold after `run` than before. */
export function mapEntriesLeftBy(run: () => void): number {
  let entries = 0;
  const restore = [
    replaceMethod(
      Map.prototype,
      "set",
      (original) =>
        function set(this: Map<unknown, unknown>, key, value) {
          if (!this.has(key)) entries++;
          return original.call(this, key, value);
        },
    ),
    replaceMethod(
      Map.prototype,
      "delete",
      (original) =>
        function remove(this: Map<unknown, unknown>, key) {
          const removed = original.call(this, key);
          if (removed) entries--;
          return removed;
        },
    ),
    replaceMethod(
      Map.prototype,
      "clear",
      (original) =>
        function clear(this: Map<unknown, unknown>) {
          entries -= this.size;
          original.call(this);
        },
    ),
  ];
  try {
    run();
    return entries;
  } finally {
    for (const each of restore) each();
  }
}

/** Puts another method in the place of one, and returns what puts it back. */
function replaceMethod<T extends object, K extends keyof T>(
  prototype: T,
  name: K,
  wrap: (original: T[K]) => T[K],
): () => void {
  const original = prototype[name];
  prototype[name] = wrap(original);
  return () => {
    prototype[name] = original;
  };
}

/** How many bytes `run` copies from one array of bytes into another, and how many it allocates. */
export function byteCostOf(run: () => void): { copied: number; allocated: number } {
  const cost = { copied: 0, allocated: 0 };
  const Original = globalThis.Uint8Array;
  class CountedBytes extends Original {
    constructor(length: number) {
      super(length);
      cost.allocated += length;
    }

    override set(source: ArrayLike<number>, offset?: number): void {
      cost.copied += source.length;
      super.set(source, offset);
    }

    /** Views are neither copies nor allocations. */
    static get [Symbol.species](): Uint8ArrayConstructor {
      return Original;
    }
  }
  globalThis.Uint8Array = CountedBytes as unknown as Uint8ArrayConstructor;
  try {
    run();
    return cost;
  } finally {
    globalThis.Uint8Array = Original;
  }
}
