// A fence for code that works in microtasks alone, as everything over the memory transport does.

/** Resolves when all microtasks have run, those included that they start themselves. No time passes on a manual clock. */
export function settled(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
