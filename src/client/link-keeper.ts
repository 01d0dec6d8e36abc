// Keeps a bus connected: the first connection, and every one after it.
//
//   idle ──connect()──▶ attempt ──Welcome, patterns──▶ linked ──lost──▶ wait (backoff) ──▶ attempt …
//                          └── fails: back to idle, or, with waitForBus, wait ──▶ attempt …
//   close() leads out of every state, and nothing leads back.

import type { Clock } from "../clock.ts";
import { BusError } from "../errors.ts";
import type { Connection } from "../transport/connection.ts";
import type { Drops } from "../wire/drop-tally.ts";
import type { TopicRange } from "../wire/event-check.ts";
import { Backoff } from "./backoff.ts";
import { type BusConnection, type ConnectionEvents, type HelloInit, openConnection } from "./connection.ts";
import { type CalmLog, noBusWarning } from "./log.ts";
import { Pause } from "./pause.ts";
import { connecting } from "./tracing.ts";

/** A broker may ask for a later reconnect, but not for one that never comes. */
const MOST_PATIENCE_MS = 60_000;

export interface LinkOptions {
  readonly hello: HelloInit;
  readonly clock: Clock;
  /** Opens a connection to the broker, or rejects with the BusError that tells why there is none. */
  readonly open: () => Promise<Connection>;
  /** connect() resolves although there is no bus, and goes on trying. Default: false. */
  readonly waitForBus?: boolean;
  /** Come back when the connection is lost. Default: true. */
  readonly reconnect?: boolean;
  /** Let the process end although there is a connection; `clock` has to play along. Default: false. */
  readonly unref?: boolean;
  /** From 0 to 1, for the spread of attempts. Default: Math.random. */
  readonly random?: () => number;
}

/** Whom the link is for. */
export interface LinkOwner extends Pick<ConnectionEvents, "event" | "dropped"> {
  /** The handshake is done: whatever the broker has to know before the link counts. Rejects if it does not learn it. */
  prepare(connection: BusConnection): Promise<void>;
  /** The link is there. */
  linked(): void;
  /** The connection is gone, whether it was the link already or not. */
  unlinked(connection: BusConnection): void;
  /** There is no link, and nothing is done about it. */
  gaveUp(reason: BusError): void;
}

export class LinkKeeper implements ConnectionEvents {
  /** What is published through. */
  link: BusConnection | undefined;
  /** Why there is no link, or no link any more. */
  absence = new BusError("UNAVAILABLE", "The bus is not connected yet: await connect() first.");
  closed = false;
  /** Links that there were so far. */
  links = 0;
  readonly #options: LinkOptions;
  readonly #owner: LinkOwner;
  readonly #log: CalmLog;
  readonly #backoff: Backoff;
  readonly #pause: Pause;
  #connecting: Promise<void> | undefined;
  /** It is our own business to have a link: there was one, or `waitForBus`. */
  #keeping = false;
  /** What the handshake runs on, so that close() need not wait for it. */
  #transport: Connection | undefined;
  /** The handshake is done. */
  #connection: BusConnection | undefined;
  #linkedMs = 0;
  /** What the broker has asked for when it ended, or refused, the last connection. */
  #putOffMs = 0;
  /** Promises that somebody waits for. */
  #holds = 0;

  constructor(options: LinkOptions, owner: LinkOwner, log: CalmLog) {
    this.#options = options;
    this.#owner = owner;
    this.#log = log;
    this.#backoff = new Backoff(options.random ?? Math.random);
    this.#pause = new Pause(options.clock);
  }

  /** The connection, linked or not yet. */
  get connection(): BusConnection | undefined {
    return this.#connection;
  }

  /** Resolves when there is a link, or it is kept trying for one. Rejects with the reason if neither. */
  connect(): Promise<void> {
    if (this.closed) return Promise.reject(this.absence);
    if (this.#keeping) return Promise.resolve();
    this.#connecting ??= this.#connect().finally(() => (this.#connecting = undefined));
    return this.#connecting;
  }

  /** Resolves when the connection is gone. To be called once. */
  async close(reason: BusError): Promise<void> {
    const connection = this.#connection;
    this.absence = reason;
    this.closed = true;
    this.#keeping = false;
    this.link = undefined;
    this.#pause.end();
    const gone = connection?.close();
    if (connection === undefined) this.#transport?.destroy();
    await gone;
  }

  /** Somebody waits for that: the process must not end before it is settled, whatever `unref` says. */
  async held<T>(promise: Promise<T>): Promise<T> {
    this.#holds++;
    this.#transport?.keepAlive(true);
    try {
      return await promise;
    } finally {
      this.#holds--;
      this.#letGo();
    }
  }

  opened(connection: BusConnection): void {
    this.#connection = connection;
  }

  event(bytes: Uint8Array, start: number, end: number, topic: TopicRange): string | undefined {
    return this.#owner.event(bytes, start, end, topic);
  }

  dropped(drops: Drops): void {
    this.#owner.dropped(drops);
  }

  putOff(ms: number): void {
    this.#putOffMs = Math.min(ms, MOST_PATIENCE_MS);
  }

  lost(reason: BusError): void {
    const wasLinked = this.link !== undefined;
    const connection = this.#connection!;
    this.link = this.#connection = undefined;
    this.#owner.unlinked(connection);
    // After close() it is the owner, and nobody else, who ended it.
    if (this.closed) return;
    this.absence = reason;
    if (!wasLinked) return;
    this.#backoff.lasted(this.#options.clock.monotonicMs() - this.#linkedMs);
    if (this.#options.reconnect === false) {
      this.#keeping = false;
      this.#owner.gaveUp(reason);
      return;
    }
    this.#log.warn(`bus: connection lost: ${reason.message}`);
    void this.#comeBack();
  }

  /** The first link. */
  async #connect(): Promise<void> {
    try {
      await this.#attempt();
    } catch (error) {
      if (this.closed) throw this.absence;
      if (this.#options.waitForBus !== true) {
        this.#owner.gaveUp(this.absence);
        throw error;
      }
      this.#keeping = true;
      this.#log.warn(noBusWarning(this.absence));
      void this.#comeBack();
    }
    if (this.closed) throw this.absence;
  }

  /** Tries until there is a link, or it is closed. */
  async #comeBack(): Promise<void> {
    while (!this.closed) {
      await this.#pause.for(this.#putOffMs > 0 ? this.#putOffMs : this.#backoff.nextMs());
      if (this.closed) return;
      try {
        await this.#attempt();
        this.#log.info("bus: connected");
        return;
      } catch (error) {
        this.#log.warn(noBusWarning(error));
      }
    }
  }

  /** One attempt. Rejects with the BusError that tells why there is no link. */
  #attempt(): Promise<void> {
    if (!connecting.hasSubscribers) return this.#tryToLink();
    const { clientName } = this.#options.hello;
    return connecting.tracePromise(() => this.#tryToLink(), { clientName, links: this.links });
  }

  async #tryToLink(): Promise<void> {
    const { open, hello, clock } = this.#options;
    try {
      if (this.closed) throw this.absence;
      this.#putOffMs = 0;
      this.#transport = await open();
      if (this.closed) this.#transport.destroy();
      await openConnection(this.#transport, hello, clock, this);
      await this.#establish(this.#connection);
    } catch (error) {
      if (!this.closed && error instanceof BusError) this.absence = error;
      throw this.closed ? this.absence : error;
    }
  }

  /** It may have been lost in the moment in which it was opened. */
  async #establish(connection: BusConnection | undefined): Promise<void> {
    if (connection !== undefined) await this.#owner.prepare(connection);
    if (connection === undefined || this.#connection !== connection) throw this.absence;
    this.link = connection;
    this.links++;
    this.#linkedMs = this.#options.clock.monotonicMs();
    this.#keeping = true;
    this.#letGo();
    this.#owner.linked();
  }

  #letGo(): void {
    if (this.#holds === 0 && this.#options.unref === true) this.#transport?.keepAlive(false);
  }
}
