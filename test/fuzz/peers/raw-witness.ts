// A subscriber to everything that looks at every frame: whatever publishers send, what is forwarded is well-formed, and what was routed
// is either received or told as lost.

import { isTopic } from "../../../src/topics.ts";
import { encodeFrame } from "../../../src/wire/frame-codec.ts";
import { joined } from "../../support/bytes.ts";
import type { RawPeer, ReceivedFrame } from "../../support/raw-peer.ts";
import { openPeer } from "../../support/real-peer.ts";
import type { WitnessReport } from "../messages.ts";
import { pollUntil } from "../poll-until.ts";

const FAULTS_KEPT = 10;
const STATUS_REF = 7;

export class RawWitness {
  readonly #peer: RawPeer;
  readonly #faults: string[] = [];
  #received = 0;
  #dropped = 0;
  /** Events that the daemon had routed when the subscription began, and when it ended. */
  #routed: number[] = [];

  static async connect(socket: string): Promise<RawWitness> {
    const witness = new RawWitness(await openPeer(socket, "raw witness"));
    void witness.#watch();
    witness.#askWith({ case: "subscribe", value: { ref: 1, pattern: ">" } });
    await pollUntil(10_000, () => witness.#routed.length === 1);
    return witness;
  }

  private constructor(peer: RawPeer) {
    this.#peer = peer;
  }

  async finish(limitMs: number): Promise<WitnessReport> {
    this.#askWith({ case: "unsubscribe", value: { ref: 1, pattern: ">" } });
    const matched = (): number => this.#routed[1]! - this.#routed[0]!;
    const complete = await pollUntil(
      limitMs,
      () => this.#routed.length === 2 && this.#received + this.#dropped >= matched(),
    );
    if (!complete || this.#received + this.#dropped !== matched())
      this.#fault(`${matched()} events were routed, but ${this.#received} received + ${this.#dropped} told as lost`);
    this.#peer.end();
    return { name: "raw", matched: matched(), received: this.#received, dropped: this.#dropped, faults: this.#faults };
  }

  /** In one chunk, so that no event is routed between the two. */
  #askWith(request: Parameters<typeof encodeFrame>[0]): void {
    this.#peer.sendBytes(
      joined([encodeFrame(request), encodeFrame({ case: "statusRequest", value: { ref: STATUS_REF } })]),
    );
  }

  async #watch(): Promise<void> {
    try {
      for (;;) this.#take(await this.#peer.nextFrame());
    } catch (error) {
      // Its own end is the last that it sees.
      if (this.#routed.length < 2) this.#fault(`cut off: ${String(error)}`, error);
    }
  }

  #take({ kind }: ReceivedFrame): void {
    if (kind.case === "event") {
      this.#received++;
      if (!isTopic(kind.value.topic)) this.#fault(`got an event with the topic ${JSON.stringify(kind.value.topic)}`);
    } else if (kind.case === "dropped") {
      this.#dropped += Number(kind.value.count);
      if (kind.value.total !== BigInt(this.#dropped))
        this.#fault(`a notice speaks of ${kind.value.total} lost in all; the notices add up to ${this.#dropped}`);
    } else if (kind.case === "status") {
      this.#routed.push(Number(kind.value.totals!.eventsIn));
    } else if (kind.case !== "result") {
      this.#fault(`got ${kind.case}`);
    }
  }

  #fault(what: string, cause?: unknown): void {
    const because = cause instanceof Error && cause.cause instanceof Error ? ` (${cause.cause.message})` : "";
    if (this.#faults.length < FAULTS_KEPT) this.#faults.push(what + because);
  }
}
