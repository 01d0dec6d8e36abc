// A socket without anything that would cost: it reads into one buffer that all connections of the process share, so that receiving
// allocates nothing, and it writes what it is given and says when there is room again.

import { createConnection, type Socket } from "node:net";
import type { Endpoint } from "../endpoint.ts";

const READ_BYTES = 65_536;

/** Handed to libuv, filled, and read, all before the next socket has its turn. */
const shared = Buffer.allocUnsafe(READ_BYTES);

/** Gets a view that is overwritten with the next read. */
export type OnBytes = (bytes: Uint8Array) => void;

export class RawConnection {
  readonly #socket: Socket;
  #onBytes: OnBytes;
  /** What came before anybody listened. */
  #early: Buffer = Buffer.alloc(0);
  #closed = false;
  #onClose: (() => void) | undefined;

  private constructor(endpoint: Endpoint) {
    const onread = { buffer: shared, callback: (bytes: number) => this.#read(bytes) };
    this.#socket = createConnection({ ...endpoint, noDelay: true, onread });
    this.#onBytes = (bytes) => this.#keepEarly(bytes);
  }

  static async open(endpoint: Endpoint): Promise<RawConnection> {
    const connection = new RawConnection(endpoint);
    const socket = connection.#socket;
    await new Promise<void>((resolve, reject) => {
      socket.once("connect", resolve);
      socket.once("error", reject);
    });
    // An error is followed by "close", and that is what counts.
    socket.on("error", () => {});
    socket.on("close", () => {
      connection.#closed = true;
      connection.#onClose?.();
    });
    return connection;
  }

  /** The broker, or this side, has ended it. */
  get closed(): boolean {
    return this.#closed;
  }

  /** Bytes that were written and have not reached the kernel. */
  get waitingBytes(): number {
    return this.#socket.writableLength;
  }

  /** False: there is no room; wait for `drained` before the next. */
  write(bytes: Uint8Array): boolean {
    return this.#socket.write(bytes);
  }

  /** Resolves when everything written so far is with the kernel. Rejects if the broker hangs up. */
  async drained(): Promise<void> {
    if (this.#closed) throw hungUp();
    if (!this.#socket.writableNeedDrain) return;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#onClose = () => reject(hungUp());
    this.#socket.once("drain", resolve);
    await promise;
    this.#onClose = undefined;
  }

  /** From here on `onBytes` gets what comes, beginning with what nobody has taken yet. */
  receive(onBytes: OnBytes): void {
    const early = this.#early;
    this.#early = Buffer.alloc(0);
    this.#onBytes = onBytes;
    if (early.length > 0) onBytes(early);
  }

  /**
   * Takes an expected answer off the stream. `find` gets all that has come and returns how many bytes the answer has, or
   * undefined while it is not complete; it throws if the answer is another one.
   */
  async answer(find: (bytes: Buffer) => number | undefined): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    let got = Buffer.alloc(0);
    this.#onClose = () => reject(hungUp());
    this.receive((bytes) => {
      got = Buffer.concat([got, bytes]);
      try {
        const length = find(got);
        if (length === undefined) return;
        this.#keepEarly(got.subarray(length));
        resolve();
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    });
    await promise;
    this.#onClose = undefined;
  }

  close(): void {
    this.#socket.destroy();
  }

  #keepEarly(first: Uint8Array): void {
    this.#early = Buffer.concat([this.#early, first]);
    this.#onBytes = (bytes) => this.#keepEarly(bytes);
  }

  #read(bytes: number): boolean {
    this.#onBytes(shared.subarray(0, bytes));
    return true;
  }
}

function hungUp(): Error {
  return new Error("The broker has closed the connection; its log says why.");
}
