// Cuts a byte stream into frames: `varint(size) + Frame`, again and again, however the stream was cut into chunks.
//
// A frame that lies whole inside a chunk is handed on as a range of that chunk: no copy. Only a frame that is spread over chunks is
// gathered, into a buffer that doubles, so that reading is linear in the bytes received even if they come one by one, and a
// peer that announces a megabyte and sends ten bytes costs kilobytes.

import type { Fault } from "./fault.ts";
import { readFrameSize } from "./frame-size.ts";

/** Receives `bytes[start..end)`: the size prefix, then from `bodyStart` the Frame. Returns false to stop the reader for good. */
export type OnFrame = (bytes: Uint8Array, start: number, bodyStart: number, end: number) => boolean;

/**
 * Takes whole frames off `chunk`, from `start` on, for as long as they are of a kind that it knows better how to read, and returns where
 * the first other one begins: `start` itself, if it takes none. Must keep to `maxFrameBytes`.
 */
export type Skim = (chunk: Uint8Array, start: number) => number;

const FIRST_GATHER_BYTES = 4_096;
const NOTHING = new Uint8Array(0);

export class FrameReader {
  /** Largest size that is accepted, in bytes of a Frame. May be changed between frames. */
  maxFrameBytes: number;
  readonly #onFrame: OnFrame;
  readonly #skim: Skim | undefined;
  /** The begun frame, from its size prefix; `#gathered` bytes of it are valid. */
  #gather: Uint8Array = NOTHING;
  #gathered = 0;
  #stopped = false;

  /** With `skim`, whoever receives most frames in one form can take those without a call for each. */
  constructor(maxFrameBytes: number, onFrame: OnFrame, skim?: Skim) {
    this.maxFrameBytes = maxFrameBytes;
    this.#onFrame = onFrame;
    this.#skim = skim;
  }

  /** True while a frame is begun and not complete. */
  get partial(): boolean {
    return this.#gathered > 0;
  }

  /** Reads a chunk, which must not change afterwards. Returns what is wrong with the stream; the reader is then of no more use. */
  push(chunk: Uint8Array): Fault | undefined {
    let at = 0;
    while (at < chunk.length && !this.#stopped) {
      if (this.#gathered === 0 && this.#skim !== undefined) at = this.#skim(chunk, at);
      if (at >= chunk.length || this.#stopped) break;
      const next = this.#gathered > 0 ? this.#continueFrame(chunk, at) : this.#readFrame(chunk, at);
      if (typeof next !== "number") return this.#stop(next);
      at = next;
    }
    return undefined;
  }

  /** Forgets a begun frame and ignores whatever comes. */
  stop(): void {
    this.#stop(undefined);
  }

  /** Nothing is begun: reads one frame in place, or begins to gather. Returns where to go on. */
  #readFrame(chunk: Uint8Array, start: number): number | Fault {
    const size = readFrameSize(chunk, start, chunk.length, this.maxFrameBytes);
    if (size === undefined) return this.#keep(chunk, start, chunk.length);
    if ("code" in size) return size;
    const end = size.bodyStart + size.bytes;
    if (end > chunk.length) return this.#keep(chunk, start, chunk.length);
    this.#deliver(chunk, start, size.bodyStart, end);
    return end;
  }

  /** A frame is begun: takes what it still needs, first of its size prefix, then of its body. */
  #continueFrame(chunk: Uint8Array, at: number): number | Fault {
    const size = readFrameSize(this.#gather, 0, this.#gathered, this.maxFrameBytes);
    if (size === undefined) return this.#keepSizeByte(chunk, at);
    if ("code" in size) return size;
    const end = size.bodyStart + size.bytes;
    const next = this.#keep(chunk, at, Math.min(chunk.length, at + end - this.#gathered));
    if (this.#gathered === end) this.#deliverGathered(size.bodyStart, end);
    return next;
  }

  /** One byte at a time, because only then is it known where the prefix ends; an empty frame is complete with it. */
  #keepSizeByte(chunk: Uint8Array, at: number): number | Fault {
    this.#keep(chunk, at, at + 1);
    const size = readFrameSize(this.#gather, 0, this.#gathered, this.maxFrameBytes);
    if (size !== undefined && "code" in size) return size;
    if (size?.bytes === 0) this.#deliverGathered(size.bodyStart, size.bodyStart);
    return at + 1;
  }

  #keep(chunk: Uint8Array, start: number, end: number): number {
    const total = this.#gathered + end - start;
    if (total > this.#gather.length) {
      const grown = new Uint8Array(Math.max(FIRST_GATHER_BYTES, total, this.#gather.length * 2));
      grown.set(this.#gather.subarray(0, this.#gathered));
      this.#gather = grown;
    }
    this.#gather.set(chunk.subarray(start, end), this.#gathered);
    this.#gathered = total;
    return end;
  }

  /** The receiver may keep ranges of the buffer, so the next frame gets a new one. */
  #deliverGathered(bodyStart: number, end: number): void {
    const bytes = this.#gather;
    this.#gather = NOTHING;
    this.#gathered = 0;
    this.#deliver(bytes, 0, bodyStart, end);
  }

  #deliver(bytes: Uint8Array, start: number, bodyStart: number, end: number): void {
    if (!this.#onFrame(bytes, start, bodyStart, end)) this.#stop(undefined);
  }

  #stop(fault: Fault | undefined): Fault | undefined {
    this.#stopped = true;
    this.#gather = NOTHING;
    this.#gathered = 0;
    return fault;
  }
}
