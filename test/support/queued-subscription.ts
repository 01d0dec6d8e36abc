// The consumer's end of a subscription alone: events are pushed into it as the connection would.

import { QueuedSubscription, type SubscriptionSetup } from "../../src/client/subscription.ts";
import type { Drops } from "../../src/wire/drop-tally.ts";
import { push } from "./received.ts";
import { statusEvent } from "./status-event.ts";

/** Events that wait for a consumer at most. */
export const QUEUE_EVENTS = 1_024;

export function subscription(setup: Partial<SubscriptionSetup> = {}): QueuedSubscription {
  return new QueuedSubscription({
    pattern: "topology.>",
    freeForm: false,
    ready: Promise.resolve(),
    unsubscribe: () => Promise.resolve(),
    report: () => {},
    ...setup,
  });
}

export function pushTopics(to: QueuedSubscription, from: number, end: number): void {
  for (let id = from; id < end; id++) push(to, statusEvent(String(id)));
}

export function drops(topics: Record<string, number>, unnamed = 0): Drops {
  const named = Object.values(topics).reduce((sum, count) => sum + count, 0);
  return { count: named + unnamed, topics: new Map(Object.entries(topics)), truncated: unnamed > 0 };
}

export const topicOf = ({ topic }: { topic: string }): string => topic;
