// Where a behaviour is played: a host with a bus on it, whatever carries that bus. One implementation per transport.

import type { Bus, HelloOptions } from "../../src/client/bus.ts";

export interface ActorOptions extends HelloOptions {
  readonly waitForBus?: boolean;
}

export interface Stage extends AsyncDisposable {
  /** A bus, not connected yet; closed with the stage. */
  bus(options?: ActorOptions): Bus;
  /** The broker is there again, after `kill` or `stop`. */
  start(): Promise<void>;
  /** The broker is gone, without a word. Resolves when it is. */
  kill(): Promise<void>;
  /** The broker is asked to end, says Goodbye, and is gone. */
  stop(): Promise<void>;
  /** The broker does nothing any more, until `thaw`; its connections stay. */
  freeze(): void;
  thaw(): void;
  /** All connections break; the broker lives. */
  cut(): void;
  /** What comes for that bus is not read, until `release`. */
  hold(bus: Bus): void;
  release(bus: Bus): void;
}

export interface StageOptions {
  /** Events that the broker keeps for one connection. Default: the daemon's. */
  readonly queueEvents?: number;
  /** Connections at a time. Default: the daemon's. */
  readonly maxConnections?: number;
}

export interface Transport {
  readonly name: string;
  /** Why what needs a broker cannot be played here; undefined if it can. */
  readonly withoutBroker: string | undefined;
  open(options: StageOptions): Promise<Stage>;
}
