// An outbox whose connection is a list, and whose frames are words.

import type { Drops } from "../../src/wire/drop-tally.ts";
import { Outbox } from "../../src/wire/outbox.ts";
import { frameOf } from "./bytes.ts";

export interface OutboxScriptOptions {
  readonly queueEvents?: number;
  readonly queueBytes?: number;
  readonly maxControl?: number;
  /** No notices. */
  readonly mute?: boolean;
}

export class OutboxScript {
  readonly outbox: Outbox;
  /** What was handed to the connection, by name: an event's topic, a notice in words. */
  readonly batches: string[][] = [];
  /** Fences that were reached, and "done". */
  readonly reached: string[] = [];
  /** By the buffer: a part is a range of it. */
  readonly #names = new Map<ArrayBufferLike, string>();
  #sent: (() => void) | undefined;

  constructor({
    queueEvents = 1_000,
    queueBytes = 1 << 20,
    maxControl = 1_000,
    mute = false,
  }: OutboxScriptOptions = {}) {
    this.outbox = new Outbox({
      queueEvents,
      queueBytes,
      maxControl,
      send: (parts, sent) => {
        if (this.#sent !== undefined) throw new Error("a second batch was sent while one is in flight");
        if (parts.length === 0) throw new Error("a batch of nothing was sent");
        this.#sent = sent;
        this.batches.push(parts.map((part) => this.#nameOf(part)));
      },
      ...(!mute && { notice: (drops, total) => this.#frame(noticeName(drops, total)) }),
    });
  }

  get inFlight(): boolean {
    return this.#sent !== undefined;
  }

  /** Queues an event. */
  event(topic: string, bytes = 1): void {
    const frame = this.#frame(topic, bytes);
    this.outbox.events(frame, 0, frame.length, 1, topic);
  }

  /** Queues so many events of one byte, which came in one piece. */
  piece(topic: string, events: number): void {
    const bytes = new Uint8Array(events);
    this.#names.set(bytes.buffer, topic);
    this.outbox.events(bytes, 0, events, events, topic);
  }

  control(name: string, bytes = 1): boolean {
    return this.outbox.control(this.#frame(name, bytes));
  }

  fence(name: string): void {
    this.outbox.fence(() => this.reached.push(name));
  }

  finish(last: string | undefined, { discard }: { discard: boolean }): void {
    this.outbox.finish(last === undefined ? undefined : this.#frame(last), discard, () => this.reached.push("done"));
  }

  /** Sends one event, whose batch stays in flight. */
  blockWith(topic: string): void {
    this.event(topic);
    this.outbox.flush();
  }

  /** The connection has taken the batch in flight. */
  sent(): void {
    const sent = this.#sent;
    if (sent === undefined) throw new Error("nothing is in flight");
    this.#sent = undefined;
    sent();
  }

  /** By its buffer; with how many bytes of it, if not all. */
  #nameOf(part: Uint8Array): string {
    const name = this.#names.get(part.buffer) ?? "unknown";
    return part.length === part.buffer.byteLength ? name : `${name}*${part.length}`;
  }

  #frame(name: string, bytes = 1): Uint8Array {
    const frame = frameOf(bytes);
    this.#names.set(frame.buffer, name);
    return frame;
  }
}

/** "dropped 3 of 7: a*2 b" */
function noticeName({ count, topics, truncated }: Drops, total: number): string {
  const names = Array.from(topics, ([topic, of]) => (of === 1 ? topic : `${topic}*${of}`));
  return `dropped ${count} of ${total}: ${names.join(" ")}${truncated ? " …" : ""}`;
}
