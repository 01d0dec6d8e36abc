// The limits that an operator can set, each with what it may be: one table for the flags of `decnet bus`, the options of `startBroker` and
// the check of both.

import { BusError } from "../errors.ts";
import { MAX_TOPIC_BYTES } from "../topic/grammar.ts";
import { DEFAULT_LIMITS, type Limits } from "../wire/limits.ts";

/** A Status without its connections must fit. */
const MIN_FRAME_BYTES = 64 << 10;
/** What Welcome can say of a size: 32 bits. */
const MAX_UINT32 = 2 ** 32 - 1;
/** A frame is kept in one piece. */
const MAX_FRAME_BYTES = 64 << 20;

export interface SettableLimit {
  /** As a flag, without its dashes. */
  readonly flag: string;
  readonly min: number;
  readonly max: number;
  /** For people, with the code of who exceeds it. */
  readonly description: string;
}

/** In the order in which the help lists them. Time-outs are the protocol's and not to be set. */
export const SETTABLE_LIMITS = {
  maxConnections: {
    flag: "max-connections",
    min: 1,
    max: 1_000_000,
    description: "Connections at a time. One more is told TOO_MANY_CONNECTIONS.",
  },
  maxPatterns: {
    flag: "max-patterns",
    min: 1,
    max: 1_000_000,
    description: "Patterns of one connection. One more is refused with TOO_MANY_PATTERNS.",
  },
  maxFrameBytes: {
    flag: "max-frame-bytes",
    min: MIN_FRAME_BYTES,
    max: MAX_FRAME_BYTES,
    description: "Bytes of one frame, and so of one event. More: FRAME_TOO_LARGE.",
  },
  maxTopicBytes: {
    flag: "max-topic-bytes",
    min: 1,
    max: MAX_TOPIC_BYTES,
    description: "Bytes of one topic (more: PROTOCOL_ERROR) or pattern (more: INVALID_PATTERN).",
  },
  queueEvents: {
    flag: "queue-events",
    min: 1,
    max: 100_000_000,
    description: "Events that wait for one connection; then the oldest goes, and the subscriber is told.",
  },
  queueBytes: {
    flag: "queue-bytes",
    min: MIN_FRAME_BYTES,
    max: MAX_UINT32,
    description: "Bytes of events that wait for one connection; then the oldest goes. At least --max-frame-bytes.",
  },
  maxUnanswered: {
    flag: "max-unanswered",
    min: 1,
    max: 1_000_000,
    description: "Answers that wait for one connection. One more: TOO_MANY_UNANSWERED.",
  },
} as const satisfies Partial<Record<keyof Limits, SettableLimit>>;

export type SettableLimitName = keyof typeof SETTABLE_LIMITS;

/**
 * Returns all limits, with the defaults for those that are not given. `file` is one that some of them may come from.
 * @throws BusError INVALID_CONFIG, naming the limit and what it may be.
 */
export function checkedLimits(given: Partial<Limits>, file?: string): Limits {
  for (const [name, { min, max }] of Object.entries(SETTABLE_LIMITS)) {
    const value = given[name as SettableLimitName];
    if (value === undefined || (Number.isInteger(value) && value >= min && value <= max)) continue;
    throw new BusError("INVALID_CONFIG", `${name} is ${value}; give a whole number from ${min} to ${max}.`);
  }
  const limits = { ...DEFAULT_LIMITS, ...given };
  if (limits.queueBytes >= limits.maxFrameBytes) return limits;
  const why = "An event that fills a frame would never fit into a queue";
  throw new BusError(
    "INVALID_CONFIG",
    `${why}: queueBytes is ${limits.queueBytes}, maxFrameBytes ${limits.maxFrameBytes}${file === undefined ? "" : ` (with what ${file} says)`}.`,
  );
}

/** Of all limits those that an operator can set. */
export function settableOf(limits: Limits): Pick<Limits, SettableLimitName> {
  const settable = Object.entries(limits).filter(([name]) => name in SETTABLE_LIMITS);
  return Object.fromEntries(settable) as Record<SettableLimitName, number>;
}
