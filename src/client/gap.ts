// Loss, as a consumer sees it.

import { type Drops, DropTally } from "../wire/drop-tally.ts";

/** Why events are missing: a queue was full, or bytes could not be decoded. */
export type GapReason = "overflow" | "decode";

/** Events of a subscription that were lost. */
export interface Gap {
  readonly reason: GapReason;
  /** How many. At most so many where `topicsTruncated`: some may have been other subscriptions'. */
  readonly count: number;
  /** Of which topics, at most 16, and how many of each. */
  readonly topics: ReadonlyMap<string, number>;
  /** There were more topics than named. */
  readonly topicsTruncated: boolean;
}

/** Gathers losses until the next event is there to carry them. Of several reasons it keeps the first. */
export class GapTally {
  readonly #drops = new DropTally();
  #reason: GapReason | undefined;

  add(reason: GapReason, topic: string): void {
    this.#reason ??= reason;
    this.#drops.add(topic);
  }

  merge(gap: Gap | undefined): void {
    if (gap === undefined) return;
    this.#reason ??= gap.reason;
    this.#drops.merge({ count: gap.count, topics: gap.topics, truncated: gap.topicsTruncated });
  }

  take(): Gap | undefined {
    const drops = this.#drops.take();
    if (drops === undefined) return undefined;
    const reason = this.#reason!;
    this.#reason = undefined;
    return gapOf(reason, drops);
  }
}

export function gapOf(reason: GapReason, { count, topics, truncated }: Drops): Gap {
  return { reason, count, topics, topicsTruncated: truncated };
}
