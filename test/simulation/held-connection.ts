// A connection that does nothing by itself: chunks come when the test delivers them, a batch is taken when the test takes it, in
// whatever order across connections. What a transport may rely on (src/transport/connection.ts) is checked on the way.

import type { Connection, Receiver } from "../../src/transport/connection.ts";

/** What was handed over in one `send`, as it was at that moment. */
export type Batch = readonly Uint8Array[];

interface InFlight {
  readonly parts: Batch;
  readonly copies: Batch;
  readonly sent: () => void;
}

export class HeldConnection implements Connection {
  /** What the broker did that no transport would bear. Kept, not thrown: a broker may not have to live with a throwing transport. */
  readonly violations: string[] = [];
  /** The broker wants it closed after what was sent. */
  ended = false;
  /** The broker wants it closed now. */
  destroyed = false;
  /** The broker was told that it is gone. */
  closed = false;
  #receiver: Receiver | undefined;
  #inFlight: InFlight | undefined;
  readonly #handedOver: Batch[] = [];

  get inFlight(): boolean {
    return this.#inFlight !== undefined;
  }

  /** What the connection reports to; nothing once it is gone. */
  get receiver(): Receiver | undefined {
    return this.#receiver;
  }

  start(receiver: Receiver): void {
    if (this.#receiver !== undefined) this.violations.push("it was started twice");
    this.#receiver = receiver;
  }

  send(parts: readonly Uint8Array[], sent: () => void): void {
    if (this.#inFlight !== undefined) this.violations.push("a second batch was handed over while one was in flight");
    if (this.ended || this.destroyed || this.closed) this.violations.push("something was sent after the end");
    if (parts.length === 0) this.violations.push("a batch of nothing was handed over");
    const copies = parts.map((part) => part.slice());
    this.#inFlight = { parts, copies, sent };
    this.#handedOver.push(copies);
  }

  pause(): void {
    this.violations.push("the broker held a peer up");
  }

  resume(): void {
    this.violations.push("the broker let a peer go on that it never held up");
  }

  keepAlive(): void {
    this.violations.push("the broker has no say in how long the process lives");
  }

  end(): void {
    if (this.ended) this.violations.push("it was ended twice");
    this.ended = true;
  }

  destroy(): void {
    this.destroyed = true;
  }

  /** The next batch that nobody has looked at yet. */
  nextBatch(): Batch | undefined {
    return this.#handedOver.shift();
  }

  deliver(chunk: Uint8Array): void {
    this.#receiver?.data(chunk);
  }

  /** Takes the batch in flight. */
  take(): void {
    const { parts, copies, sent } = this.#inFlight!;
    if (!copies.every((copy, index) => Buffer.compare(copy, parts[index]!) === 0))
      this.violations.push("bytes changed while they were in flight");
    this.#inFlight = undefined;
    sent();
  }

  /** The connection is gone; whatever was in flight with it. */
  close(): void {
    const receiver = this.#receiver;
    this.closed = true;
    this.#inFlight = undefined;
    this.#receiver = undefined;
    receiver?.closed();
  }
}
