// A raw subscriber, or several in one process: counts what comes, to the event.

import { type Line, openLine } from "../protocols/index.ts";
import type { RawConnection } from "../protocols/raw-connection.ts";
import { StrideCounter } from "../protocols/stride-counter.ts";
import { payloadOf } from "./batch.ts";
import { serve } from "./serve.ts";

export interface Subscription {
  readonly line: Line;
  readonly topic: string;
  readonly payloadBytes: number;
  /** Each has its own subscription, and gets its own copies. */
  readonly connections: number;
}

/** Since `reset`, over all connections of the process. */
export interface Received {
  readonly messages: number;
  /** Events that the broker said it has discarded. */
  readonly lost: number;
  /** When the last one came. */
  readonly lastMs: number;
  /** Connections that the broker has closed. */
  readonly closed: number;
}

const subscribers: { connection: RawConnection; counter: StrideCounter }[] = [];

const role = {
  /** Resolves when every subscription is confirmed. */
  async open(subscription: Subscription): Promise<void> {
    for (let opened = 0; opened < subscription.connections; opened++) await openOne(subscription);
  },

  reset(): void {
    for (const { counter } of subscribers) Object.assign(counter, { messages: 0, lost: 0, lastMs: 0 });
  },

  received(): Received {
    const counters = subscribers.map(({ counter }) => counter);
    return {
      messages: counters.reduce((sum, { messages }) => sum + messages, 0),
      lost: counters.reduce((sum, { lost }) => sum + lost, 0),
      lastMs: counters.reduce((last, { lastMs }) => Math.max(last, lastMs), 0),
      closed: subscribers.filter(({ connection }) => connection.closed).length,
    };
  },
};

export type SubscriberRole = typeof role;
serve(role);

async function openOne({ line, topic, payloadBytes }: Subscription): Promise<void> {
  const { connection, protocol } = await openLine(line, "subscriber");
  await protocol.subscribe(connection, topic);
  const counter = new StrideCounter({
    delivery: protocol.delivery(topic, payloadOf(payloadBytes)),
    aside: (bytes, at) => protocol.aside(bytes, at),
    answer: (bytes) => void connection.write(bytes),
  });
  connection.receive((bytes) => counter.push(bytes));
  subscribers.push({ connection, counter });
}
