// Counts the messages in a stream of which nearly all are the same: it looks whether the next one begins as expected, and strides over
// it. The same few instructions for every protocol.
//
//   |delivery|delivery|delivery|aside|delivery|deliv…   ← the chunk ends here: `#missing` bytes of it are still to come
//    ↑        ↑        ↑        ↑ asked for its length

import { nowMs } from "../now.ts";
import type { Aside } from "./protocol.ts";

/** Bytes by which a delivery is told from anything else. */
const MARK_BYTES = 3;

export interface StrideCounterOptions {
  /** A delivery as it will come. All have its length and its first bytes. */
  readonly delivery: Uint8Array;
  readonly aside: (bytes: Uint8Array, at: number) => Aside | undefined;
  readonly answer: (bytes: Uint8Array) => void;
  /** Called for each chunk with how many messages it completed. */
  readonly onMessages?: (messages: number) => void;
}

export class StrideCounter {
  readonly #options: StrideCounterOptions;
  readonly #stride: number;
  /** The first bytes, as one number. */
  readonly #mark: number;
  /** Of a delivery that has begun. */
  #missing = 0;
  /** The beginning of something whose length is not known yet. */
  #begun: Uint8Array = new Uint8Array(0);
  /** Complete deliveries. */
  messages = 0;
  /** Events that the broker said it has discarded. */
  lost = 0;
  /** When the last chunk with a complete delivery came. */
  lastMs = 0;

  constructor(options: StrideCounterOptions) {
    this.#options = options;
    this.#stride = options.delivery.length;
    this.#mark = markAt(options.delivery, 0);
  }

  push(chunk: Uint8Array): void {
    const before = this.messages;
    if (this.#missing > 0) this.#continue(chunk);
    else this.#read(this.#begun.length === 0 ? chunk : Buffer.concat([this.#begun, chunk]), 0);
    if (this.messages === before) return;
    this.lastMs = nowMs();
    this.#options.onMessages?.(this.messages - before);
  }

  #continue(chunk: Uint8Array): void {
    if (chunk.length < this.#missing) {
      this.#missing -= chunk.length;
      return;
    }
    const at = this.#missing;
    this.#missing = 0;
    this.messages++;
    this.#read(chunk, at);
  }

  #read(bytes: Uint8Array, start: number): void {
    this.#begun = new Uint8Array(0);
    let at = this.#strideOver(bytes, start);
    while (at < bytes.length) {
      const length = bytes.length - at < MARK_BYTES ? undefined : this.#passAside(bytes, at);
      if (length === undefined) {
        // A copy: the bytes are overwritten with the next read.
        this.#begun = Uint8Array.from(bytes.subarray(at));
        return;
      }
      at = this.#strideOver(bytes, at + length);
    }
    this.#missing = at - bytes.length;
  }

  /** Returns where something else begins, or how far the last delivery reaches beyond the end. */
  #strideOver(bytes: Uint8Array, start: number): number {
    const stride = this.#stride;
    const mark = this.#mark;
    const last = bytes.length - MARK_BYTES;
    let at = start;
    let messages = 0;
    while (at <= last && markAt(bytes, at) === mark) {
      at += stride;
      messages++;
    }
    this.messages += at > bytes.length ? messages - 1 : messages;
    return at;
  }

  /** Returns its length; undefined while it is not complete. */
  #passAside(bytes: Uint8Array, at: number): number | undefined {
    const aside = this.#options.aside(bytes, at);
    if (aside === undefined) return undefined;
    this.lost += aside.lost ?? 0;
    if (aside.answer !== undefined) this.#options.answer(aside.answer);
    return aside.bytes;
  }
}

function markAt(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16);
}
