// Loss, as a consumer sees it.

import { type Drops, DropTally } from "../wire/drop-tally.ts";

/**
 * Why events are missing. `overflow`: a queue was full. `decode`: bytes could not be decoded. `reconnect`: the connection was lost for a
 * while. `restart`: the bus itself was.
 */
export type GapReason = "decode" | "overflow" | "reconnect" | "restart";

/** Events of a subscription that were lost. */
export interface Gap {
  /** Of several the one that says most. */
  readonly reason: GapReason;
  /** How many; undefined where nobody knows. At most so many where `topicsTruncated`: some may have been other subscriptions'. */
  readonly count: number | undefined;
  /** Of which topics, at most 16, and how many of each, as far as that is known. */
  readonly topics: ReadonlyMap<string, number>;
  /** There were more topics than named. */
  readonly topicsTruncated: boolean;
}

/** From what says least to what says most. */
const REASONS: readonly GapReason[] = ["decode", "overflow", "reconnect", "restart"];

/** Gathers losses until the next event is there to carry them. */
export class GapTally {
  readonly #drops = new DropTally();
  #reason: GapReason | undefined;
  #countKnown = true;

  add(reason: GapReason, topic: string): void {
    this.#raise(reason);
    this.#drops.add(topic);
  }

  merge(gap: Gap | undefined): void {
    if (gap === undefined) return;
    this.#raise(gap.reason);
    this.#drops.merge({ count: gap.count ?? 0, topics: gap.topics, truncated: gap.topicsTruncated });
    this.#countKnown &&= gap.count !== undefined;
  }

  take(): Gap | undefined {
    const reason = this.#reason;
    if (reason === undefined) return undefined;
    const drops = this.#drops.take() ?? { count: 0, topics: new Map<string, number>(), truncated: false };
    const gap = gapOf(reason, drops);
    const countKnown = this.#countKnown;
    this.#reason = undefined;
    this.#countKnown = true;
    return countKnown ? gap : { ...gap, count: undefined };
  }

  #raise(reason: GapReason): void {
    if (this.#reason === undefined || REASONS.indexOf(reason) > REASONS.indexOf(this.#reason)) this.#reason = reason;
  }
}

export function gapOf(reason: GapReason, { count, topics, truncated }: Drops): Gap {
  return { reason, count, topics, topicsTruncated: truncated };
}

/** What was published while there was no connection: nobody knows what, or whether there was anything. */
export function interruption(reason: "reconnect" | "restart"): Gap {
  return { reason, count: undefined, topics: new Map(), topicsTruncated: false };
}
