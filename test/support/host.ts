// A host whose bus comes and goes: the real broker over memory, with the time in the test's hand.

import { type Broker, createBroker } from "../../src/broker/broker.ts";
import type { Bus } from "../../src/client/bus.ts";
import { createConnectedBus, type ConnectedBusOptions } from "../../src/client/connected-bus.ts";
import { BusError } from "../../src/errors.ts";
import type { Connection } from "../../src/transport/connection.ts";
import { memoryPair } from "../../src/transport/memory.ts";
import type { Limits } from "../../src/wire/limits.ts";
import { ManualClock } from "./manual-clock.ts";
import { settled } from "./settled.ts";

export class Host {
  readonly clock = new ManualClock();
  /** When somebody tried to connect, in milliseconds. */
  readonly attempts: number[] = [];
  /** Warnings and infos of its buses. */
  readonly logged: string[] = [];
  #broker: Broker | undefined;
  #connections: Connection[] = [];

  /** Starts a broker. */
  up(busId = "first", limits: Partial<Limits> = {}): this {
    this.#broker = createBroker({ clock: this.clock, busId, server: "host", limits, random: () => 0.5 });
    return this;
  }

  get broker(): Broker {
    return this.#broker!;
  }

  /** The broker is gone, without a word. */
  kill(): void {
    this.#broker = undefined;
    this.cut();
  }

  /** All connections break; the broker lives. */
  cut(): void {
    for (const connection of this.#connections.splice(0)) connection.destroy();
  }

  /** The broker says Goodbye and ends. */
  async stop(): Promise<void> {
    const broker = this.broker;
    this.#broker = undefined;
    await broker.stop();
  }

  /** A bus, not connected yet. Its attempts come after the longest wait, unless `random` says otherwise. */
  bus(options: Partial<ConnectedBusOptions> = {}): Bus {
    return createConnectedBus({
      hello: { clientName: "worker", clientLibrary: "test", pid: 7, noEcho: false },
      clock: this.clock,
      open: () => this.#open(),
      logger: { warn: (text) => this.logged.push(text), info: (text) => this.logged.push(text) },
      random: () => 1,
      ...options,
    });
  }

  /** Lets time pass, in steps small enough for what is put off to happen on the way. */
  async pass(ms: number): Promise<void> {
    await settled();
    const step = 10;
    for (let passed = 0; passed < ms; passed += step) {
      this.clock.advance(Math.min(step, ms - passed));
      await settled();
    }
  }

  #open(): Promise<Connection> {
    this.attempts.push(this.clock.monotonicMs());
    if (this.#broker === undefined)
      return Promise.reject(new BusError("UNAVAILABLE", "bus: unavailable: nobody there"));
    const [near, far] = memoryPair();
    this.#connections.push(far);
    this.#broker.accept(far);
    return Promise.resolve(near);
  }
}
