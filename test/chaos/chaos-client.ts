// One client of many: it publishes numbered events on a topic of its own, hears everybody's, and keeps the account of them.

import { type Bus, type BusEvent, getBus, type Subscription } from "../../src/index.ts";
import { MUTATION_APPLIED, topologyMutation } from "../../src/topics.ts";
import { Random } from "../fuzz/random.ts";
import { GapLedger } from "./gap-ledger.ts";
import type { ClientReport, Return } from "./messages.ts";

/** Seldom a burst, so that a kill finds something on its way; small beside what a subscriber's queue holds. */
const BURST_CHANCE = 0.02;
const BURST_EVENTS = 40;

const PATTERN = "topology.>";
type Event = BusEvent<typeof PATTERN>;

export interface ChaosClientOptions {
  readonly name: string;
  readonly socket: string;
  readonly seed: number;
  /** Hears its events in a loop, and not by a callback. */
  readonly loops: boolean;
  readonly fault: string | undefined;
}

export class ChaosClient {
  readonly name: string;
  published = 0;
  readonly ledger = new GapLedger();
  readonly #options: ChaosClientOptions;
  readonly #bus: Bus;
  readonly #random: Random;
  #subscription: Subscription<Event> | undefined;
  #loopEnd: Promise<void> | undefined;
  #refused = 0;
  /** The daemon of the last look. */
  #lookedAt = "";
  #connectedAtMs: number | undefined;
  #hearsAllAtMs: number | undefined;

  constructor(options: ChaosClientOptions) {
    this.#options = options;
    this.name = options.name;
    this.#random = new Random(`${options.seed} ${options.name}`);
    this.#bus = getBus({ socket: options.socket, clientName: options.name, env: {}, logger: { warn: () => {} } });
  }

  async connect(): Promise<void> {
    await this.#bus.connect();
    const { loops } = this.#options;
    const onEvent = loops ? undefined : (event: Event): void => this.#hear(event, this.#bus.stats().busId);
    this.#subscription = this.#bus.subscribe(PATTERN, { onEvent });
    await this.#subscription.ready;
    if (loops) this.#loopEnd = this.#loop(this.#subscription);
  }

  publish(): void {
    for (let left = this.#random.chance(BURST_CHANCE) ? BURST_EVENTS : 1; left > 0; left--) this.#publishOne();
  }

  /** Begins to wait for its return. */
  startLooking(): void {
    this.#connectedAtMs = this.#hearsAllAtMs = undefined;
  }

  /** Whether it is back: connected to another daemon than the last time, and hearing `clients` clients over it. */
  look(clients: number): boolean {
    const { connected, busId } = this.#bus.stats();
    if (!connected || busId === this.#lookedAt) return false;
    this.#connectedAtMs ??= Date.now();
    if (this.ledger.daemon !== busId || this.ledger.heardNow.size < clients) return false;
    this.#hearsAllAtMs ??= Date.now();
    return true;
  }

  /** Ends the wait. `all` are the names of those whom it should hear. */
  endLooking(all: readonly string[]): Return {
    this.#lookedAt = this.#bus.stats().busId;
    const heard = this.ledger.daemon === this.#lookedAt ? this.ledger.heardNow : new Set<string>();
    const missing = this.#hearsAllAtMs === undefined ? all.filter((name) => !heard.has(name)) : [];
    return { name: this.name, connectedAtMs: this.#connectedAtMs, hearsAllAtMs: this.#hearsAllAtMs, missing };
  }

  async flush(timeoutMs: number): Promise<void> {
    try {
      await this.#bus.flush({ timeoutMs });
    } catch (error) {
      this.ledger.fault(`what was published last was not confirmed: ${String(error)}`);
    }
  }

  async finish(published: Readonly<Record<string, number>>): Promise<ClientReport> {
    this.ledger.close(published);
    const stats = this.#bus.stats();
    const { overflow, disconnected } = stats.notPublished;
    this.#agree("published", stats.published, this.published);
    this.#agree("notPublished.disconnected", disconnected, this.#refused);
    this.#agree("notPublished.overflow", overflow, 0);
    this.#agree("received", stats.received, this.ledger.received + this.#subscription!.dropped - stats.droppedByBroker);
    await this.#bus.close();
    await this.#loopEnd;
    const { received, gaps, holes, missed } = this.ledger;
    const { name, published: events } = this;
    const heard = { received, gaps, holes, missed, reconnects: stats.reconnects };
    return { name, published: events, refused: this.#refused, ...heard, faults: this.ledger.takeFaults() };
  }

  #publishOne(): void {
    const { busId } = this.#bus.stats();
    const payload = { mutationId: String(this.published), op: busId };
    // What was not handed over has no number: it leaves no hole that somebody would have to explain.
    if (this.#bus.publish(topologyMutation(this.name, MUTATION_APPLIED), payload)) this.published++;
    else this.#refused++;
  }

  async #loop(subscription: Subscription<Event>): Promise<void> {
    for await (const event of subscription) this.#hear(event, undefined);
  }

  /** `present`: the daemon that there is a connection to, where the event cannot have waited since. */
  #hear(event: Event, present: string | undefined): void {
    if (event.name !== "topology.mutation.applied") {
      this.ledger.fault(`an event of ${event.topic} came, which nobody has published`);
      return;
    }
    const { mutationId, op: daemon } = event.payload;
    const publisher = event.params.topologyId;
    if (present !== undefined && present !== daemon)
      this.ledger.fault(`event ${mutationId} of ${publisher} was published to another daemon than it came over`);
    const gap = this.#options.fault === "silent" ? undefined : event.gap?.reason;
    this.ledger.take({ publisher, number: Number(mutationId), daemon, gap });
  }

  #agree(what: string, said: number, counted: number): void {
    if (said !== counted) this.ledger.fault(`stats().${what} is ${said}, counted were ${counted}`);
  }
}
