// A publisher and a subscriber that speak the protocol themselves, so that what comes can be compared byte by byte with what was sent.

import { encodeFrame } from "../../../src/wire/frame-codec.ts";
import { joined } from "../../support/bytes.ts";
import type { RawPeer, ReceivedFrame } from "../../support/raw-peer.ts";
import { openPeer } from "../../support/real-peer.ts";
import { Latencies } from "../latencies.ts";
import { Ledger } from "../ledger.ts";
import type { PairReport } from "../messages.ts";
import { pollUntil } from "../poll-until.ts";
import type { Pace } from "./paced.ts";

/** With this many bytes each they fill the kernel's buffers, the batch in flight, and more than the 1,024 places of the queue. */
const BURST = 2_500;
const BURST_EVENT_BYTES = 600;
const HEAD_BYTES = 16;

export class RawPair implements Pace {
  readonly name = "raw";
  readonly clientNames = ["raw publisher", "raw subscriber"] as const;
  readonly pattern: string;
  readonly ledger = new Ledger();
  readonly publisher: RawPeer;
  published = 0;
  readonly #subscriber: RawPeer;
  readonly #limitMs: number;
  readonly #latencies = new Latencies();
  #lost = 0;
  #lostInAll = 0n;
  #inBurst = false;

  static async connect(socket: string, seed: number, limitMs: number): Promise<RawPair> {
    const pair = new RawPair(
      await openPeer(socket, "raw publisher"),
      await openPeer(socket, "raw subscriber"),
      seed,
      limitMs,
    );
    await pair.#subscriber.subscribe(pair.pattern);
    void pair.#consume();
    return pair;
  }

  private constructor(publisher: RawPeer, subscriber: RawPeer, seed: number, limitMs: number) {
    this.publisher = publisher;
    this.#subscriber = subscriber;
    this.#limitMs = limitMs;
    this.pattern = `pair-${seed}.raw`;
  }

  publish(): void {
    this.publisher.sendBytes(this.#next(HEAD_BYTES));
  }

  async burst(): Promise<void> {
    this.#inBurst = true;
    this.#subscriber.pause();
    this.publisher.sendBytes(joined(Array.from({ length: BURST }, () => this.#next(BURST_EVENT_BYTES))));
    await this.publisher.fence();
    this.#subscriber.resume();
    await this.#caughtUp();
    this.#inBurst = false;
  }

  /** Publishes a last event, and waits until all that were published are accounted for. */
  async finish(): Promise<PairReport> {
    this.publish();
    await this.#caughtUp();
    this.ledger.close(this.published);
    const { received, dropped, gaps, faults } = this.ledger;
    return { name: this.name, published: this.published, received, dropped, gaps, ...this.#latencies.summary, faults };
  }

  close(): void {
    this.publisher.end();
    this.#subscriber.end();
  }

  #next(payloadBytes: number): Uint8Array {
    return this.#frame(this.published++, performance.now(), payloadBytes);
  }

  /** The bytes of an event are a function of three numbers that stand in it. */
  #frame(number: number, sentMs: number, payloadBytes: number): Uint8Array {
    const payload = Buffer.alloc(payloadBytes, number & 0xff);
    payload.writeDoubleLE(number, 0);
    payload.writeDoubleLE(sentMs, 8);
    return encodeFrame({ case: "event", value: { topic: this.pattern, payload } });
  }

  #caughtUp(): Promise<boolean> {
    return pollUntil(this.#limitMs, () => this.ledger.received + this.ledger.dropped >= this.published);
  }

  async #consume(): Promise<void> {
    try {
      for (;;) this.#take(await this.#subscriber.nextFrame());
    } catch (error) {
      this.ledger.fault(`the subscriber was cut off: ${String(error)}`);
    }
  }

  #take({ kind, bytes }: ReceivedFrame): void {
    if (kind.case === "dropped") {
      this.#lost += Number(kind.value.count);
      this.#lostInAll += kind.value.count;
      if (kind.value.total !== this.#lostInAll)
        this.ledger.fault(
          `a notice speaks of ${kind.value.total} lost in all; the notices add up to ${this.#lostInAll}`,
        );
    } else if (kind.case === "event") {
      const payload = Buffer.from(kind.value.payload);
      const [number, sentMs] = [payload.readDoubleLE(0), payload.readDoubleLE(8)];
      if (!this.#frame(number, sentMs, payload.length).every((byte, at) => byte === bytes[at]))
        this.ledger.fault(`event ${number} is not what was sent`);
      this.ledger.take(number, this.#lost);
      this.#lost = 0;
      if (!this.#inBurst) this.#latencies.add(performance.now() - sentMs);
    } else if (kind.case !== "goodbye") {
      this.ledger.fault(`the subscriber got ${kind.case}`);
    }
  }
}
