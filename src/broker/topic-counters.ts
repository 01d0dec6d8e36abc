// How often each topic was published to, for Status. Topics are chosen by publishers, so the table is bounded: when it is full, the
// quieter half makes room. A topic that stays busy stays counted; one that is new may be undercounted, never overcounted.

const MAX_TOPICS = 1_024;

export interface TopicCount {
  readonly topic: string;
  readonly count: number;
}

export class TopicCounters {
  readonly #counts = new Map<string, number>();

  add(topic: string): void {
    const count = this.#counts.get(topic);
    if (count === undefined && this.#counts.size >= MAX_TOPICS) this.#forgetQuieterHalf();
    this.#counts.set(topic, (count ?? 0) + 1);
  }

  /** The `limit` busiest, busiest first. */
  busiest(limit: number): TopicCount[] {
    return this.#sorted().slice(0, limit);
  }

  #forgetQuieterHalf(): void {
    for (const { topic } of this.#sorted().slice(MAX_TOPICS / 2)) this.#counts.delete(topic);
  }

  #sorted(): TopicCount[] {
    return Array.from(this.#counts, ([topic, count]) => ({ topic, count })).toSorted((a, b) => b.count - a.count);
  }
}
