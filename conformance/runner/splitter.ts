// Cuts a stream of `varint(size) + message` into messages: frames from a socket, replies from a process.

import { readSize } from "./varint.ts";

export class Splitter {
  readonly #maxBytes: () => number;
  #chunks: Uint8Array[] = [];
  #length = 0;
  /** As many bytes must be there before it is worth looking again. */
  #wanted = 1;

  /** `maxBytes` tells, at each message, how large it may be. */
  constructor(maxBytes: () => number) {
    this.#maxBytes = maxBytes;
  }

  /**
   * Calls `onMessage` for every message that is complete, with all its bytes and where it begins behind its size.
   * @throws Error if a size is none, or too large.
   */
  push(chunk: Uint8Array, onMessage: (bytes: Uint8Array, bodyStart: number) => void): void {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
    if (this.#length < this.#wanted) return;
    const bytes = Buffer.concat(this.#chunks);
    let at = 0;
    this.#wanted = 1;
    for (let next; (next = this.#messageAt(bytes, at)) !== undefined; at = next.end) {
      onMessage(bytes.subarray(at, next.end), next.bodyStart - at);
    }
    this.#chunks = [bytes.subarray(at)];
    this.#length = bytes.length - at;
  }

  #messageAt(bytes: Uint8Array, at: number): { bodyStart: number; end: number } | undefined {
    const size = readSize(bytes, at);
    if (size === undefined) return undefined;
    const max = this.#maxBytes();
    if (size.size > max) throw new Error(`${size.size} bytes are announced, where ${max} are allowed`);
    const end = size.start + size.size;
    if (end <= bytes.length) return { bodyStart: size.start, end };
    this.#wanted = end - at;
    return undefined;
  }
}
