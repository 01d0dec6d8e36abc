// What was discarded since somebody was last told: the content of a Dropped notice, and of an event's gap.

import { MAX_DROPPED_TOPICS } from "./limits.ts";

/** A loss: how many, and of which topics. */
export interface Drops {
  /** Never 0. */
  readonly count: number;
  /** Topics and how many of each, at most 16. */
  readonly topics: ReadonlyMap<string, number>;
  /** There were more topics than named. */
  readonly truncated: boolean;
}

export class DropTally {
  #count = 0;
  #topics = new Map<string, number>();
  #truncated = false;

  add(topic: string, count = 1): void {
    this.#count += count;
    const known = this.#topics.get(topic);
    if (known !== undefined) this.#topics.set(topic, known + count);
    else if (this.#topics.size < MAX_DROPPED_TOPICS) this.#topics.set(topic, count);
    else this.#truncated = true;
  }

  /** Adds a loss that somebody else has counted. */
  merge(drops: Drops): void {
    const named = [...drops.topics.values()].reduce((sum, count) => sum + count, 0);
    for (const [topic, count] of drops.topics) this.add(topic, count);
    this.#count += drops.count - named;
    this.#truncated ||= drops.truncated;
  }

  /** What has gathered since the last call, or undefined if nothing has. */
  take(): Drops | undefined {
    if (this.#count === 0) return undefined;
    const drops: Drops = { count: this.#count, topics: this.#topics, truncated: this.#truncated };
    this.#count = 0;
    this.#topics = new Map();
    this.#truncated = false;
    return drops;
  }
}
