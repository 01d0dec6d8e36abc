// A host for buses that talk to each other and to nobody else: the real broker over memory, a fake that cannot differ from the bus,
// because it is the bus. Like a daemon, it can go and come back, be stopped, and lose its connections.

import { randomUUID } from "node:crypto";
import { type Broker, createBroker } from "../broker/broker.ts";
import { type Clock, systemClock } from "../clock.ts";
import { BusError, NO_BUS } from "../errors.ts";
import type { Connection } from "../transport/connection.ts";
import { memoryPair } from "../transport/memory.ts";
import { VERSION } from "../version.ts";
import type { Limits } from "../wire/limits.ts";
import { BrokerEnd } from "./broker-end.ts";

export interface IslandOptions {
  /** Default: the machine's. */
  readonly clock?: Clock | undefined;
  readonly limits?: Partial<Limits> | undefined;
  /** Called for each new connection. Returns who gets the bytes that come over it, right before the broker does. */
  readonly listen?: () => (chunk: Uint8Array) => void;
}

export class Island {
  readonly #options: IslandOptions;
  #broker: Broker | undefined;
  /** Each with the one whose connection it is. */
  readonly #ends = new Map<BrokerEnd, object | undefined>();
  #stalled = false;
  readonly #stalledOwners = new Set<object>();

  constructor(options: IslandOptions = {}) {
    this.#options = options;
    this.up();
  }

  /**
   * A new connection to the broker; `owner` is for `stall`.
   * @throws BusError UNAVAILABLE if there is no broker.
   */
  connect(owner?: object): Connection {
    if (this.#broker === undefined)
      throw new BusError("UNAVAILABLE", `${NO_BUS}the fake bus is down; up() brings it back.`);
    const [near, far] = memoryPair();
    const end: BrokerEnd = new BrokerEnd(far, this.#options.listen?.() ?? (() => {}), () => this.#ends.delete(end));
    this.#ends.set(end, owner);
    if (this.stalls(owner)) end.stall();
    this.#broker.accept(end);
    return near;
  }

  /** Starts a broker with an id of its own, if there is none. */
  up(): void {
    const { clock = systemClock, limits = {} } = this.#options;
    this.#broker ??= createBroker({ clock, busId: randomUUID(), server: `decnet-bus/${VERSION} fake`, limits });
  }

  /** The broker is gone, and its connections with it; it says Goodbye first, or not a word. What it was stopped by ends with it. */
  down(goodbye: boolean): void {
    const broker = this.#broker;
    this.#broker = undefined;
    this.resume();
    if (goodbye) void broker?.stop();
    else this.cut();
  }

  /** Another broker is there at once. */
  restart(): void {
    this.down(false);
    this.up();
  }

  /** All connections break. */
  cut(): void {
    for (const end of [...this.#ends.keys()]) end.destroy();
  }

  /** The broker neither reads nor writes what is `owner`'s, or anybody's. */
  stall(owner?: object): void {
    if (owner === undefined) this.#stalled = true;
    else this.#stalledOwners.add(owner);
    for (const [end, of] of this.#ends) if (this.stalls(of)) end.stall();
  }

  /** Goes on with what is `owner`'s, or everybody's. */
  resume(owner?: object): void {
    if (owner === undefined) {
      this.#stalled = false;
      this.#stalledOwners.clear();
    } else this.#stalledOwners.delete(owner);
    for (const [end, of] of this.#ends) if (!this.stalls(of)) end.flow();
  }

  stalls(owner?: object): boolean {
    return this.#stalled || (owner !== undefined && this.#stalledOwners.has(owner));
  }

  /** For good: says Goodbye to all connections and resolves when they are gone. New ones are refused. */
  async close(): Promise<void> {
    this.resume();
    await this.#broker?.stop();
  }
}
