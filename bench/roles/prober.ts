// Publishes an event and waits until it comes back, over a connection for each direction: how long does one event take?

import { nowMs } from "../now.ts";
import { type Line, openLine } from "../protocols/index.ts";
import type { RawConnection } from "../protocols/raw-connection.ts";
import { StrideCounter } from "../protocols/stride-counter.ts";
import { percentile } from "../statistics.ts";
import { payloadOf } from "./batch.ts";
import { serve } from "./serve.ts";

const US_PER_MS = 1_000;

export interface Probe {
  readonly line: Line;
  readonly topic: string;
  readonly payloadBytes: number;
}

export interface Times {
  readonly p50Us: number;
  readonly p99Us: number;
  /** Probes that never came back. */
  readonly lost: number;
}

let publisher: RawConnection;
let publication: Uint8Array;
let onMessages: (messages: number) => void = () => {};

const role = {
  async open({ line, topic, payloadBytes }: Probe): Promise<void> {
    const subscribing = await openLine(line, "subscriber");
    const { connection, protocol } = subscribing;
    await protocol.subscribe(connection, topic);
    const publishing = await openLine(line, "publisher");
    publisher = publishing.connection;
    publication = protocol.publication(topic, payloadOf(payloadBytes));
    const counter = new StrideCounter({
      delivery: protocol.delivery(topic, payloadOf(payloadBytes)),
      aside: (bytes, at) => protocol.aside(bytes, at),
      answer: (bytes) => void connection.write(bytes),
      onMessages: (messages) => onMessages(messages),
    });
    connection.receive((bytes) => counter.push(bytes));
    publisher.receive((bytes) => {
      const answer = protocol.answerAsPublisher?.(bytes);
      if (answer !== undefined) publisher.write(answer);
    });
  },

  /** The next leaves when the last has come. */
  async oneByOne(probes: number): Promise<Times> {
    const times: number[] = [];
    const { promise, resolve } = Promise.withResolvers<void>();
    let sentMs = 0;
    const send = (): void => {
      sentMs = nowMs();
      publisher.write(publication);
    };
    onMessages = () => {
      times.push(nowMs() - sentMs);
      if (times.length < probes) send();
      else resolve();
    };
    send();
    await promise;
    return summary(times, probes);
  },

  /** One each `everyMs`, whether the last has come or not. */
  async regularly(probes: number, everyMs: number): Promise<Times> {
    const sentMs: number[] = [];
    const times: number[] = [];
    const { promise, resolve } = Promise.withResolvers<void>();
    // Order is kept, so the next to come is the oldest that is missing.
    onMessages = (messages) => {
      for (let read = 0; read < messages; read++) times.push(nowMs() - sentMs[times.length]!);
      if (times.length === probes) resolve();
    };
    const timer = setInterval(() => {
      sentMs.push(nowMs());
      publisher.write(publication);
      if (sentMs.length < probes) return;
      clearInterval(timer);
      setTimeout(resolve, PATIENCE_MS);
    }, everyMs);
    await promise;
    return summary(times, probes);
  },
};

/** After the last probe: what has not come by then is lost. */
const PATIENCE_MS = 2_000;

export type ProberRole = typeof role;
serve(role);

function summary(times: number[], probes: number): Times {
  times.sort((a, b) => a - b);
  return {
    p50Us: percentile(times, 50) * US_PER_MS,
    p99Us: percentile(times, 99) * US_PER_MS,
    lost: probes - times.length,
  };
}
