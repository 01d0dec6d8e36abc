// One publisher at full speed, any number of subscribers: how many events arrive in a second, and which share of them.

import { nowMs, sleep } from "./now.ts";
import type { RunningRole } from "./role.ts";
import type { Published, PublisherRole } from "./roles/publisher.ts";
import type { Received, SubscriberRole } from "./roles/subscriber.ts";
import type { RunningBroker, Stage } from "./stage.ts";

const POLL_MS = 20;
/** So long after the last event nothing more is expected. */
const SILENCE_MS = 500;

export interface Audience {
  readonly topic: string;
  readonly payloadBytes: number;
  /** Each with its own process. */
  readonly processes: number;
  readonly connectionsEach: number;
}

/** Whoever receives, and how many copies of an event they get between them. */
export interface Listeners {
  readonly subscribers: readonly { readonly call: Listener }[];
  readonly copies: number;
}

interface Listener {
  reset(): Promise<void>;
  received(): Promise<Received>;
}

export interface Rig extends Listeners {
  readonly publisher: RunningRole<PublisherRole>;
  readonly subscribers: readonly RunningRole<SubscriberRole>[];
}

export async function openRig(stage: Stage, broker: RunningBroker, audience: Audience): Promise<Rig> {
  const { topic, payloadBytes, processes, connectionsEach } = audience;
  const publisher = stage.role<PublisherRole>("publisher");
  await publisher.call.open(broker.line);
  await publisher.call.load(topic, payloadBytes);
  const subscribers = Array.from({ length: processes }, () => stage.role<SubscriberRole>("subscriber"));
  const subscription = { line: broker.line, topic, payloadBytes, connections: connectionsEach };
  await Promise.all(subscribers.map(({ call }) => call.open(subscription)));
  return { publisher, subscribers, copies: processes * connectionsEach };
}

export interface Outcome extends Published, Received {
  /** Of all copies, from 0 to 1. */
  readonly share: number;
  /** Delivered in a second, from the first publication to the last delivery. */
  readonly ratePerS: number;
}

/** Has `events` published, and waits until nothing more comes. */
export async function run(rig: Listeners, events: number, publish: () => Promise<Published>): Promise<Outcome> {
  await Promise.all(rig.subscribers.map(({ call }) => call.reset()));
  const expected = events * rig.copies;
  const published = await publish();
  const got = await settle(rig, expected);
  const ratePerS = got.messages / ((got.lastMs - published.startedMs) / 1_000);
  return { ...published, ...got, ratePerS, share: got.messages / expected };
}

/** Until all copies have come or are known to be lost, or nothing happens any more. */
async function settle(rig: Listeners, expected: number): Promise<Received> {
  let last = await received(rig);
  for (let changedMs = nowMs(); last.messages + last.lost < expected && nowMs() - changedMs < SILENCE_MS;) {
    await sleep(POLL_MS);
    const now = await received(rig);
    if (now.messages + now.lost > last.messages + last.lost) changedMs = nowMs();
    last = now;
  }
  return last;
}

/** So far. */
export async function received(rig: Listeners): Promise<Received> {
  const all = await Promise.all(rig.subscribers.map(({ call }) => call.received()));
  const sum = (key: keyof Received): number => all.reduce((total, one) => total + one[key], 0);
  return {
    messages: sum("messages"),
    lost: sum("lost"),
    closed: sum("closed"),
    lastMs: Math.max(...all.map(({ lastMs }) => lastMs)),
  };
}
