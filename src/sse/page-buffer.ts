// What waits for one page. It is bounded by bytes; when it is full, all of it goes, and one `resync` stands there instead: the page will
// fetch what is true then, and older news is of no use to it any more.
//
//   head:  retry, ready, keep-alive          never dropped, and never many
//   items: [ event … event, resync, event … ]
//                             └── as long as it waits, it takes in every further loss: the fetch that it leads to comes after them all

import { KEEP_ALIVE, type ResyncReason, resyncFrame } from "./frames.ts";

/** From what says least to what says most. */
const REASONS: readonly ResyncReason[] = ["decode", "overflow", "slow", "resume", "reconnect", "restart"];

/** So much is handed on at a time: what is handed on waits in the web server, beyond any bound of ours. */
const PIECE_BYTES = 16 << 10;

interface Resync {
  reason: ResyncReason;
  lost: number | null;
}

export class PageBuffer {
  readonly #maxBytes: number;
  #head: Uint8Array[] = [];
  #items: (Uint8Array | Resync)[] = [];
  #bytes = 0;
  /** One of `#items`. */
  #resync: Resync | undefined;

  /** @param maxBytes of events */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get empty(): boolean {
    return this.#head.length === 0 && this.#items.length === 0;
  }

  /** Goes before the events, and stays whatever happens to them. */
  putHead(frame: Uint8Array): void {
    this.#head.push(frame);
  }

  /** Whoever does not read gets one, and not one after the other. */
  keepAlive(): void {
    if (this.empty) this.#head.push(KEEP_ALIVE);
  }

  putEvent(frame: Uint8Array): void {
    this.#items.push(frame);
    this.#bytes += frame.length;
    if (this.#bytes > this.#maxBytes) this.#overflow();
  }

  /** @param lost how many events; null = nobody knows */
  putResync(reason: ResyncReason, lost: number | null): void {
    const waiting = this.#resync;
    if (waiting === undefined) {
      this.#resync = { reason, lost };
      this.#items.push(this.#resync);
      return;
    }
    if (REASONS.indexOf(reason) > REASONS.indexOf(waiting.reason)) waiting.reason = reason;
    waiting.lost = waiting.lost === null || lost === null ? null : waiting.lost + lost;
  }

  /** The next piece; undefined if nothing waits. */
  take(): Uint8Array | undefined {
    if (this.empty) return undefined;
    const parts = this.#head;
    this.#head = [];
    let size = 0;
    while (this.#items.length > 0 && size < PIECE_BYTES) {
      const part = this.#takeItem();
      size += part.length;
      parts.push(part);
    }
    return parts.length === 1 ? parts[0] : Buffer.concat(parts);
  }

  clear(): void {
    this.#head = [];
    this.#items = [];
    this.#bytes = 0;
    this.#resync = undefined;
  }

  #takeItem(): Uint8Array {
    const item = this.#items.shift()!;
    if (item === this.#resync) {
      this.#resync = undefined;
      return resyncFrame(item);
    }
    this.#bytes -= (item as Uint8Array).length;
    return item as Uint8Array;
  }

  #overflow(): void {
    const waiting = this.#resync;
    const lost = this.#items.length - (waiting === undefined ? 0 : 1);
    this.#items = waiting === undefined ? [] : [waiting];
    this.#bytes = 0;
    this.putResync("slow", lost);
  }
}
