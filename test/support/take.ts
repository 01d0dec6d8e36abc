// Reading a fixed number of events from something that does not end.

/** The next `count` events, waiting for them; fewer if it ends before. */
export async function take<T>(events: AsyncIterable<T>, count: number): Promise<T[]> {
  const iterator = events[Symbol.asyncIterator]();
  const taken: T[] = [];
  while (taken.length < count) {
    const result = await iterator.next();
    if (result.done === true) break;
    taken.push(result.value);
  }
  return taken;
}

/** All that comes until the end. */
export function all<T>(events: AsyncIterable<T>): Promise<T[]> {
  return take(events, Number.POSITIVE_INFINITY);
}
