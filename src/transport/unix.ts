// The production transport: a UNIX stream socket. With unix-listener.ts, the only one that knows node:net.

import { createConnection, type Socket } from "node:net";
import { setTimeout } from "node:timers/promises";
import { BusError, systemErrorCode } from "../errors.ts";
import type { Connection, Receiver } from "./connection.ts";

/** Bytes of a socket path that the kernel takes (sun_path less its closing zero). */
export const MAX_SOCKET_PATH_BYTES = 107;

/** @throws BusError INVALID_CONFIG for a path that the kernel would cut off. */
export function checkSocketPath(path: string): void {
  const bytes = Buffer.byteLength(path);
  if (bytes <= MAX_SOCKET_PATH_BYTES) return;
  const message = `The socket path has ${bytes} bytes; a UNIX socket takes at most ${MAX_SOCKET_PATH_BYTES}. Choose a shorter one than ${path}.`;
  throw new BusError("INVALID_CONFIG", message);
}

/** How long a client waits for a place in that queue, and how often it looks. */
const QUEUE_PATIENCE_MS = 5_000;
const QUEUE_WAIT_MS = 20;

/** What Node reads at a time: a chunk of this size means that there is more. */
const FULL_READ_BYTES = 65_536;

/** The machine's own, also for a test that puts another in its place: what a socket does goes on. */
const { setImmediate } = globalThis;

/**
 * Connects to the socket at `path`. Where too many connect at once (EAGAIN) it waits its turn.
 * @throws Node's own error (ENOENT, ECONNREFUSED, EACCES, EAGAIN, …); the caller knows what it means to its user.
 */
export async function connectUnix(path: string): Promise<Connection> {
  const giveUpMs = performance.now() + QUEUE_PATIENCE_MS;
  for (;;) {
    try {
      return await connectOnce(path);
    } catch (error) {
      if (systemErrorCode(error) !== "EAGAIN" || performance.now() > giveUpMs) throw error;
      // Each at another moment, or all would come back together.
      await setTimeout(QUEUE_WAIT_MS * (0.5 + Math.random()));
    }
  }
}

async function connectOnce(path: string): Promise<Connection> {
  const socket = createConnection({ path });
  await new Promise<void>((resolve, reject) => {
    socket.once("connect", resolve);
    socket.once("error", reject);
  });
  socket.removeAllListeners("error");
  return new UnixConnection(socket);
}

/** `socket` is its own from here on. */
export class UnixConnection implements Connection {
  readonly #socket: Socket;
  /** By its owner. */
  #paused = false;

  constructor(socket: Socket) {
    this.#socket = socket;
    // An error is followed by "close", which reports it; without a listener it would end the process.
    socket.on("error", () => {});
  }

  start(receiver: Receiver): void {
    const socket = this.#socket;
    let told = false;
    const closed = (): void => {
      if (told) return;
      told = true;
      receiver.closed(socket.errored ?? undefined);
    };
    socket.on("data", (chunk: Buffer) => {
      receiver.data(chunk);
      if (chunk.length >= FULL_READ_BYTES) this.#yieldToOthers();
    });
    socket.on("close", closed);
    // A socket that is gone already may have had its "close", or still be about to.
    if (socket.destroyed) process.nextTick(closed);
  }

  send(parts: readonly Uint8Array[], sent: () => void): void {
    const socket = this.#socket;
    const last = parts.at(-1)!;
    const done = (error?: Error | null): void => (error === null || error === undefined ? sent() : undefined);
    if (parts.length === 1) {
      socket.write(last, done);
      return;
    }
    socket.cork();
    for (const part of parts) {
      if (part === last) socket.write(part, done);
      else socket.write(part);
    }
    socket.uncork();
  }

  pause(): void {
    this.#paused = true;
    this.#socket.pause();
  }

  resume(): void {
    this.#paused = false;
    this.#socket.resume();
  }

  /**
   * libuv reads a busy socket up to 32 times before it turns to the next one, or finishes a write: two megabytes in which a quiet peer
   * waits and queues run over. One full read a turn is fair, and costs no throughput.
   */
  #yieldToOthers(): void {
    this.#socket.pause();
    setImmediate(() => {
      if (!this.#paused) this.#socket.resume();
    });
  }

  keepAlive(on: boolean): void {
    if (on) this.#socket.ref();
    else this.#socket.unref();
  }

  end(): void {
    this.#socket.end();
  }

  destroy(): void {
    this.#socket.destroy();
  }
}
