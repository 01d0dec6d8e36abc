// Two ends joined in memory: what one sends the other receives, in a later microtask, as over a socket. A paused end takes nothing, so
// its peer's `sent` does not come: the way a full kernel buffer looks from the outside.

import type { Connection, Receiver } from "./connection.ts";

/** A pair of joined connections: what is sent on one arrives at the other. */
export function memoryPair(): [Connection, Connection] {
  const left = new MemoryEnd();
  const right = new MemoryEnd();
  left.peer = right;
  right.peer = left;
  return [left, right];
}

interface Delivery {
  readonly part: Uint8Array;
  /** With the last part of a send. */
  readonly sent: (() => void) | undefined;
}

class MemoryEnd implements Connection {
  peer!: MemoryEnd;
  #receiver: Receiver | undefined;
  #inbox: Delivery[] = [];
  #paused = false;
  #scheduled = false;
  /** The peer has ended; what it sent before still has to be read. */
  #peerEnded = false;
  #closed = false;
  #toldClosed = false;

  start(receiver: Receiver): void {
    this.#receiver = receiver;
    if (this.#closed) this.#tellClosed();
    else this.#schedule();
  }

  send(parts: readonly Uint8Array[], sent: () => void): void {
    if (this.#closed) return;
    for (const [index, part] of parts.entries()) {
      this.peer.#take({ part, sent: index === parts.length - 1 ? sent : undefined });
    }
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    this.#schedule();
  }

  keepAlive(): void {
    // Memory keeps no process alive.
  }

  end(): void {
    this.peer.#peerEnded = true;
    this.peer.#schedule();
  }

  destroy(): void {
    this.#close();
    this.peer.#close();
  }

  #take(delivery: Delivery): void {
    if (this.#closed) return;
    this.#inbox.push(delivery);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#scheduled || this.#closed) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      this.#deliver();
    });
  }

  #deliver(): void {
    let idle = true;
    while (!this.#paused && !this.#closed && this.#receiver !== undefined) {
      const delivery = this.#inbox.shift();
      if (delivery === undefined) break;
      idle = false;
      this.#receiver.data(delivery.part);
      if (!this.#closed) delivery.sent?.();
    }
    if (!this.#drained || this.#closed) return;
    // The receiver may still answer what came last, so the end is met a turn later.
    if (idle) this.#endToo();
    else this.#schedule();
  }

  /** The peer has ended and all of it was read. */
  get #drained(): boolean {
    return this.#peerEnded && this.#inbox.length === 0;
  }

  /** There is no half-open connection: an end whose peer has ended does so too, and when both have read all they are gone. */
  #endToo(): void {
    this.end();
    if (this.peer.#drained) this.destroy();
  }

  #close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#inbox = [];
    this.#tellClosed();
  }

  #tellClosed(): void {
    queueMicrotask(() => {
      if (this.#toldClosed || this.#receiver === undefined) return;
      this.#toldClosed = true;
      this.#receiver.closed();
    });
  }
}
