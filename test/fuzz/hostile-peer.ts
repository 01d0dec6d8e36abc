// A socket in the hands of somebody who means no good: it sends what it likes, reads or does not, and leaves as it likes. Nothing that
// happens to it is an error of the attack: a peer that is gone takes every call and does nothing.

import { once } from "node:events";
import { createConnection, type Socket } from "node:net";
import { encodeFrame, type FrameKindInit } from "../../src/wire/frame-codec.ts";

/** What attacks have done so far. */
export interface Tally {
  rounds: number;
  connections: number;
  /** Connections that the kernel refused: the daemon's backlog was full. */
  notConnected: number;
  bytesSent: number;
  bytesReceived: number;
}

export function newTally(): Tally {
  return { rounds: 0, connections: 0, notConnected: 0, bytesSent: 0, bytesReceived: 0 };
}

export interface PeerOptions {
  /** Does not read what comes. Default: reads, and throws it away. */
  readonly deaf?: boolean;
  /** Keeps its own direction open when the daemon has closed the other. */
  readonly halfOpen?: boolean;
}

export class HostilePeer {
  readonly #socket: Socket;
  readonly #tally: Tally;
  /** Resolves when the connection is gone, whoever ended it. */
  readonly gone: Promise<unknown>;

  /** Resolves when it is connected, or will never be. */
  static async connect(
    path: string,
    tally: Tally,
    { deaf = false, halfOpen = false }: PeerOptions = {},
  ): Promise<HostilePeer> {
    const socket = createConnection({ path, allowHalfOpen: halfOpen });
    if (deaf) socket.pause();
    else socket.on("data", (chunk: Buffer) => (tally.bytesReceived += chunk.length));
    // Every error is followed by "close".
    socket.on("error", () => {});
    const peer = new HostilePeer(socket, tally);
    await Promise.race([once(socket, "connect").catch(() => {}), peer.gone]);
    if (socket.destroyed) tally.notConnected++;
    else tally.connections++;
    return peer;
  }

  private constructor(socket: Socket, tally: Tally) {
    this.#socket = socket;
    this.#tally = tally;
    this.gone = new Promise((resolve) => socket.once("close", resolve));
  }

  get isGone(): boolean {
    return this.#socket.destroyed;
  }

  /** Resolves when the kernel has taken the bytes, or never will. */
  send(bytes: Uint8Array): Promise<void> {
    if (!this.#socket.writable || bytes.length === 0) return Promise.resolve();
    this.#tally.bytesSent += bytes.length;
    return new Promise((resolve) => {
      this.#socket.write(bytes, () => resolve());
    });
  }

  sendFrame(kind: FrameKindInit): Promise<void> {
    return this.send(encodeFrame(kind));
  }

  /** Introduces itself as a client does. */
  hello(clientName = "hostile"): Promise<void> {
    return this.sendFrame({ case: "hello", value: { protocolMin: 1, protocolMax: 1, clientName, pid: process.pid } });
  }

  stopReading(): void {
    this.#socket.pause();
  }

  readOn(): void {
    this.#socket.resume();
  }

  /** Closes its own direction. */
  end(): void {
    this.#socket.end();
  }

  /** Vanishes: what lies unread makes it a reset for the daemon. */
  destroy(): void {
    this.#socket.destroy();
  }
}
