// How often each topic was published to, for Status. Topics are chosen by publishers, so the table is bounded: when it is full, the
// quieter half makes room. A topic that stays busy stays counted; one that is new may be undercounted, never overcounted.

const MAX_TOPICS = 16_384;

export interface TopicCount {
  readonly topic: string;
  count: number;
}

export class TopicCounters {
  readonly #counts = new Map<string, TopicCount>();

  /** Another topic needs room: `forgetQuieterHalf` first. */
  get full(): boolean {
    return this.#counts.size >= MAX_TOPICS;
  }

  /** The topic's count, to be raised by whoever holds it: until the quieter half is forgotten, which may be its. */
  of(topic: string): TopicCount {
    let count = this.#counts.get(topic);
    if (count === undefined) this.#counts.set(topic, (count = { topic, count: 0 }));
    return count;
  }

  /** The `limit` busiest, busiest first. */
  busiest(limit: number): readonly TopicCount[] {
    // The table is long and the list short: to sort all of it for each Status would be most of its cost.
    const busiest: TopicCount[] = [];
    for (const topic of this.#counts.values()) {
      if (busiest.length === limit && topic.count <= busiest.at(-1)!.count) continue;
      const at = busiest.findIndex(({ count }) => count < topic.count);
      busiest.splice(at < 0 ? busiest.length : at, 0, topic);
      if (busiest.length > limit) busiest.pop();
    }
    return busiest;
  }

  forgetQuieterHalf(): void {
    for (const { topic } of this.#sorted().slice(MAX_TOPICS / 2)) this.#counts.delete(topic);
  }

  #sorted(): TopicCount[] {
    return [...this.#counts.values()].toSorted((a, b) => b.count - a.count);
  }
}
