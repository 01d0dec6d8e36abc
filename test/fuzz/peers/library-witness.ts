// A worker that subscribes to everything, with the library: payloads that nobody should have to decode must not end its loop.

import { type Bus, getBus } from "../../../src/index.ts";
import { freeForm } from "../../../src/topics.ts";
import type { WitnessReport } from "../messages.ts";
import { pollUntil } from "../poll-until.ts";

export const LIBRARY_WITNESS = "library witness";

export class LibraryWitness {
  readonly #bus: Bus;
  readonly #subscription;
  #received = 0;
  #dropped = 0;
  #ended: string | undefined;

  static async connect(socket: string): Promise<LibraryWitness> {
    const bus = getBus({ socket, clientName: LIBRARY_WITNESS, env: {} });
    await bus.connect();
    const witness = new LibraryWitness(bus);
    await witness.#subscription.ready;
    void witness.#watch();
    return witness;
  }

  private constructor(bus: Bus) {
    this.#bus = bus;
    this.#subscription = bus.subscribe(freeForm(">"));
  }

  /** `matched`: the events that the daemon has sent to it or dropped for it, asked again until the two agree. */
  async finish(limitMs: number, askMatched: () => Promise<number>): Promise<WitnessReport> {
    const faults: string[] = [];
    let matched = 0;
    const agreed = await pollUntil(limitMs, async () => {
      matched = await askMatched();
      return this.#received + this.#subscription.dropped === matched;
    });
    const dropped = this.#subscription.dropped;
    if (this.#ended !== undefined) faults.push(`its loop ended: ${this.#ended}`);
    if (!agreed)
      faults.push(
        `${matched} events were sent or dropped for it, but ${this.#received} received + ${dropped} told as lost`,
      );
    if (this.#dropped > dropped)
      faults.push(`its events tell of ${this.#dropped} lost, its subscription of ${dropped}`);
    await this.#bus.close();
    return { name: "library", matched, received: this.#received, dropped, faults };
  }

  async #watch(): Promise<void> {
    try {
      for await (const { gap } of this.#subscription) {
        this.#received++;
        this.#dropped += gap?.count ?? 0;
      }
      this.#ended = "the subscription closed";
    } catch (error) {
      this.#ended = String(error);
    }
  }
}
