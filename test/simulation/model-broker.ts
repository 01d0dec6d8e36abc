// The broker as the protocol tells it: who gets what. Arrays and loops; every event asks every pattern of every connection.

import type { Limits } from "../../src/wire/limits.ts";
import type { Batch } from "./held-connection.ts";
import type { Answer } from "./model-outbox.ts";
import { ModelPeer, type PeerHost } from "./model-peer.ts";
import { wants } from "./wildcard-law.ts";

/** Status leaves this much of a frame to everything but the connections. */
const STATUS_RESERVE_BYTES = 16 << 10;

export interface ModelBrokerOptions {
  readonly limits: Limits;
  readonly busId: string;
  readonly startedMs: number;
  readonly reconnectAfterMs: () => number;
}

export class ModelBroker implements PeerHost {
  readonly limits: Limits;
  nowMs: number;
  /** What the broker's observer must have heard. */
  readonly observed: string[] = [];
  stopping = false;
  /** All connections were gone since it began to stop. */
  stopped = false;
  readonly #options: ModelBrokerOptions;
  #peers: ModelPeer[] = [];
  #eventsIn = 0;
  #pastOut = 0;
  #pastDropped = 0;
  readonly #published = new Map<string, number>();

  constructor(options: ModelBrokerOptions) {
    this.#options = options;
    this.limits = options.limits;
    this.nowMs = options.startedMs;
  }

  /** In the order in which they connected; without those that are gone. */
  get peers(): readonly ModelPeer[] {
    return this.#peers;
  }

  get counts(): Record<"connections" | "patterns" | "eventsIn" | "eventsOut" | "eventsDropped", number> {
    return {
      connections: this.#peers.length,
      patterns: sum(this.#peers.map(({ patterns }) => patterns.size)),
      eventsIn: this.#eventsIn,
      eventsOut: this.#pastOut + sum(this.#peers.map(({ outbox }) => outbox.sent)),
      eventsDropped: this.#pastDropped + sum(this.#peers.map(({ outbox }) => outbox.dropped)),
    };
  }

  /** How many times somebody's patience may end. */
  get timers(): number {
    return this.#peers.filter(({ dueMs }) => dueMs !== undefined).length;
  }

  accept(handedOver: () => Batch | undefined): ModelPeer {
    const peer = new ModelPeer(this, handedOver);
    this.#peers.push(peer);
    if (this.stopping) peer.dismiss();
    else if (this.#peers.length > this.limits.maxConnections) peer.refuse("TOO_MANY_CONNECTIONS");
    return peer;
  }

  /** One copy for each connection that wants the topic. `publisher` is absent for an event of the broker's own. */
  publish(topic: string, bytes: Uint8Array, publisher?: ModelPeer): void {
    this.#eventsIn++;
    this.#published.set(topic, (this.#published.get(topic) ?? 0) + 1);
    for (const peer of this.#peers) {
      if (peer === publisher && peer.noEcho) continue;
      if ([...peer.patterns].some((pattern) => wants(pattern, topic))) peer.outbox.event({ topic, bytes });
    }
  }

  endTurn(): void {
    for (const { outbox } of this.#peers) outbox.flush();
  }

  wait(ms: number): void {
    const endMs = this.nowMs + ms;
    for (let next = this.#firstDue(endMs); next !== undefined; next = this.#firstDue(endMs)) {
      this.nowMs = next.dueMs!;
      next.expire();
    }
    this.nowMs = endMs;
  }

  stop(): void {
    this.stopping = true;
    for (const peer of this.#peers) peer.dismiss();
    this.#noticeEnd();
  }

  /** The connection is gone. */
  close(peer: ModelPeer): void {
    peer.close();
    this.#peers = this.#peers.filter((other) => other !== peer);
    this.#pastOut += peer.outbox.sent;
    this.#pastDropped += peer.outbox.dropped;
    this.observed.push(`closed ${peer.client?.name ?? "nobody"} ${peer.reason} ${peer.outbox.dropped}`);
    this.#noticeEnd();
  }

  opened(peer: ModelPeer): void {
    this.observed.push(`opened ${peer.client!.name}`);
  }

  reconnectAfterMs(): number {
    return this.#options.reconnectAfterMs();
  }

  welcome(): Answer {
    const { maxFrameBytes, maxTopicBytes, queueEvents, queueBytes, maxPatterns } = this.limits;
    const numbers = [maxFrameBytes, maxTopicBytes, queueEvents, queueBytes, maxPatterns].join(" ");
    return { text: `welcome 1 ${this.#options.busId} ${numbers}` };
  }

  status(ref: number): Answer {
    const { connections, patterns, eventsIn, eventsOut, eventsDropped } = this.counts;
    const all = this.#peers.filter(({ client }) => client !== undefined);
    const listed = this.limits.maxFrameBytes > STATUS_RESERVE_BYTES ? all : [];
    const uptimeS = (this.nowMs - this.#options.startedMs) / 1_000;
    const sums = [connections, patterns, eventsIn, eventsOut, eventsDropped].join(" ");
    const each = listed.map((peer) => `\n  ${statusOf(peer)}`).join("");
    const text = `status ${ref} at ${uptimeS}: ${sums}, ${all.length - listed.length} omitted${each}`;
    return { text, published: new Map(this.#published) };
  }

  #noticeEnd(): void {
    this.stopped ||= this.stopping && this.#peers.length === 0;
  }

  #firstDue(endMs: number): ModelPeer | undefined {
    const due = this.#peers.filter(({ dueMs }) => dueMs !== undefined && dueMs <= endMs);
    return due.toSorted((a, b) => a.dueMs! - b.dueMs!)[0];
  }
}

function statusOf({ client, patterns, outbox, eventsIn }: ModelPeer): string {
  const counts = [outbox.queuedEvents, outbox.queuedBytes, eventsIn, outbox.sent, outbox.dropped].join(" ");
  return `${client!.name} ${client!.pid} [${[...patterns].toSorted().join(" ")}] ${counts}`;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
