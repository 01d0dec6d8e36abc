// A worker that publishes and a worker that subscribes, with the library that workers use.

import { type Bus, getBus } from "../../../src/index.ts";
import { topologyStatus } from "../../../src/topics.ts";
import { Latencies } from "../latencies.ts";
import { Ledger } from "../ledger.ts";
import type { PairReport } from "../messages.ts";
import { pollUntil } from "../poll-until.ts";
import type { Pace } from "./paced.ts";

/** More than the 1,024 that a subscription holds. */
const BURST = 1_500;
/** A daemon that takes longer hangs. */
const FLUSH_LIMIT_MS = 60_000;

export class LibraryPair implements Pace {
  readonly name = "library";
  readonly clientNames = ["library publisher", "library subscriber"] as const;
  readonly pattern: `topology.${string}.status`;
  readonly ledger = new Ledger();
  published = 0;
  readonly #limitMs: number;
  readonly #latencies = new Latencies();
  readonly #publisher: Bus;
  readonly #subscriber: Bus;
  readonly #subscription;
  /** Resolves when the consumer may go on. */
  #mayRead = Promise.resolve();
  #inBurst = false;

  static async connect(socket: string, seed: number, limitMs: number): Promise<LibraryPair> {
    const [publisher, subscriber] = ["library publisher", "library subscriber"].map((clientName) =>
      getBus({ socket, clientName, env: {} }),
    );
    await publisher!.connect();
    await subscriber!.connect();
    const pair = new LibraryPair(publisher!, subscriber!, seed, limitMs);
    await pair.#subscription.ready;
    void pair.#consume();
    return pair;
  }

  private constructor(publisher: Bus, subscriber: Bus, seed: number, limitMs: number) {
    this.#publisher = publisher;
    this.#subscriber = subscriber;
    this.#limitMs = limitMs;
    this.pattern = topologyStatus(`pair-${seed}`);
    this.#subscription = subscriber.subscribe(this.pattern);
  }

  publish(): void {
    const payload = { state: String(this.published++), reason: String(performance.now()) };
    if (!this.#publisher.publish(this.pattern, payload))
      this.ledger.fault(`event ${this.published - 1} could not be handed over`);
  }

  async burst(): Promise<void> {
    const held = Promise.withResolvers<void>();
    this.#mayRead = held.promise;
    this.#inBurst = true;
    for (let sent = 0; sent < BURST; sent++) this.publish();
    await this.#publisher.flush({ timeoutMs: FLUSH_LIMIT_MS });
    await this.#subscriber.flush({ timeoutMs: FLUSH_LIMIT_MS });
    held.resolve();
    await this.#caughtUp();
    this.#inBurst = false;
  }

  /** Publishes a last event, and waits until all that were published are accounted for. */
  async finish(): Promise<PairReport> {
    this.publish();
    await this.#caughtUp();
    this.ledger.close(this.published);
    const { received, dropped, gaps, faults } = this.ledger;
    if (this.#subscription.dropped !== dropped)
      this.ledger.fault(`the subscription counts ${this.#subscription.dropped} as lost, its events tell of ${dropped}`);
    return { name: this.name, published: this.published, received, dropped, gaps, ...this.#latencies.summary, faults };
  }

  async close(): Promise<void> {
    await Promise.all([this.#publisher.close(), this.#subscriber.close()]);
  }

  #caughtUp(): Promise<boolean> {
    return pollUntil(this.#limitMs, () => this.ledger.received + this.ledger.dropped >= this.published);
  }

  async #consume(): Promise<void> {
    for await (const { payload, gap } of this.#subscription) {
      this.ledger.take(Number(payload.state), gap?.count ?? 0);
      if (!this.#inBurst) this.#latencies.add(performance.now() - Number(payload.reason));
      await this.#mayRead;
    }
  }
}
