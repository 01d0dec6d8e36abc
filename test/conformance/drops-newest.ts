// A connection behind whose broker somebody else keeps the queue, and drops from the wrong end: what is new, when it is full.

import type { Connection, Receiver } from "../../src/transport/connection.ts";
import { encodeFrame } from "../../src/wire/frame-codec.ts";
import { frameEnd } from "../../src/wire/frame-size.ts";
import { joined } from "../support/bytes.ts";

const EVENT_TAG = 0x2a;

export class DropsNewest implements Connection {
  readonly #connection: Connection;
  readonly #maxEvents: number;
  readonly #queue: Uint8Array[] = [];
  #busy = false;
  #count = 0;
  #total = 0;
  #ending = false;

  constructor(connection: Connection, maxEvents: number) {
    this.#connection = connection;
    this.#maxEvents = maxEvents;
  }

  start(receiver: Receiver): void {
    this.#connection.start(receiver);
  }

  send(parts: readonly Uint8Array[], sent: () => void): void {
    const bytes = joined(parts);
    for (let at = 0; at < bytes.length; at = frameEnd(bytes, at)) this.#take(bytes.subarray(at, frameEnd(bytes, at)));
    this.#next();
    setImmediate(sent);
  }

  pause(): void {
    this.#connection.pause();
  }

  resume(): void {
    this.#connection.resume();
  }

  keepAlive(on: boolean): void {
    this.#connection.keepAlive(on);
  }

  end(): void {
    this.#ending = true;
    this.#next();
  }

  destroy(): void {
    this.#connection.destroy();
  }

  #take(frame: Uint8Array): void {
    const tag = frame[frame.findIndex((byte) => byte < 0x80) + 1];
    if (tag !== EVENT_TAG) {
      this.#queue.push(frame);
      return;
    }
    if (this.#queue.length >= this.#maxEvents) {
      this.#count++;
      this.#total++;
      return;
    }
    if (this.#count > 0) this.#queue.push(this.#notice());
    this.#queue.push(frame);
  }

  #notice(): Uint8Array {
    const value = { count: BigInt(this.#count), total: BigInt(this.#total) };
    this.#count = 0;
    return encodeFrame({ case: "dropped", value });
  }

  #next(): void {
    if (this.#busy) return;
    const parts = this.#queue.splice(0, 16);
    if (parts.length === 0) {
      if (this.#ending) this.#connection.end();
      return;
    }
    this.#busy = true;
    this.#connection.send(parts, () => {
      this.#busy = false;
      this.#next();
    });
  }
}
