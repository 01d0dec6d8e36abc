// A connection with a queue in front of it, in which answers wait among the events: what was taken from its owner is out of the owner's
// hands, and what goes where there is no room is somebody else's choice.

import { droppedNotice } from "../../src/broker/dropped-notice.ts";
import type { Connection } from "../../src/transport/connection.ts";
import { DropTally } from "../../src/wire/drop-tally.ts";
import { decodeFrame } from "../../src/wire/frame-codec.ts";
import { frameEnd } from "../../src/wire/frame-size.ts";
import { joined } from "../support/bytes.ts";
import { Wrapped } from "./wrapped.ts";

export interface OwnQueueOptions {
  /** Frames that wait at most. */
  readonly frames: number;
  /** What goes then: an event that comes, or whatever waits longest, be it an answer. */
  readonly drops: "newest event" | "oldest frame";
  /** Tells the peer of events that it dropped. */
  readonly tells?: boolean;
}

const EVENT_TAG = 0x2a;
const BATCH_FRAMES = 16;

export class OwnQueue extends Wrapped {
  readonly #options: OwnQueueOptions;
  readonly #queue: Uint8Array[] = [];
  #busy = false;
  readonly #tally = new DropTally();
  #dropped = 0;
  #ending = false;

  constructor(connection: Connection, options: OwnQueueOptions) {
    super(connection);
    this.#options = options;
  }

  /** Says that it is sent before it returns, as nobody else may: so its owner never has to keep anything. */
  override send(parts: readonly Uint8Array[], sent: () => void): void {
    const bytes = joined(parts);
    for (let at = 0; at < bytes.length; at = frameEnd(bytes, at)) this.#take(bytes.subarray(at, frameEnd(bytes, at)));
    this.#next();
    sent();
  }

  override end(): void {
    this.#ending = true;
    this.#next();
  }

  #take(frame: Uint8Array): void {
    const { frames, drops } = this.#options;
    const full = this.#queue.length >= frames;
    if (full && drops === "oldest frame") this.#queue.shift();
    if (full && drops === "newest event" && isEvent(frame)) {
      this.#dropped++;
      if (this.#options.tells === true) this.#tally.add(topicOf(frame), 1);
      return;
    }
    const lost = isEvent(frame) ? this.#tally.take() : undefined;
    if (lost !== undefined) this.#queue.push(droppedNotice(lost, this.#dropped));
    this.#queue.push(frame);
  }

  #next(): void {
    if (this.#busy) return;
    const parts = this.#queue.splice(0, BATCH_FRAMES);
    if (parts.length === 0) {
      if (this.#ending) this.connection.end();
      return;
    }
    this.#busy = true;
    this.connection.send(parts, () => {
      this.#busy = false;
      this.#next();
    });
  }
}

function isEvent(frame: Uint8Array): boolean {
  return frame[bodyStartOf(frame)] === EVENT_TAG;
}

function topicOf(event: Uint8Array): string {
  const kind = decodeFrame(event, bodyStartOf(event), event.length);
  return kind.case === "event" ? kind.value.topic : "";
}

function bodyStartOf(frame: Uint8Array): number {
  return frame.findIndex((byte) => byte < 0x80) + 1;
}
