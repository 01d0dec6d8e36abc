// The broker keeps a set of patterns for a connection, while any number of local subscriptions may want the same one: it is added
// with the first and removed with the last. Connections come and go; what is wanted stays, and each new connection is asked for it.

import type { BusError } from "../errors.ts";
import type { BusConnection } from "./connection.ts";

/** One subscription's part in a pattern. */
export interface Hold {
  /** Resolves when the broker has the pattern for the first time; rejects if it refuses, or there will be no connection. */
  readonly ready: Promise<void>;
  /** Call once. Resolves when the broker has let go of the pattern, or is gone; at once while others hold it. */
  readonly release: () => Promise<void>;
}

interface Share {
  readonly ready: PromiseWithResolvers<void>;
  holders: number;
}

type Asked = Pick<BusConnection, "subscribe" | "unsubscribe">;

export class SharedPatterns {
  readonly #shares = new Map<string, Share>();
  readonly #refused: (pattern: string, error: BusError) => void;
  #connection: Asked | undefined;

  /** `refused` hears of a pattern that the broker does not take; nobody holds it any more then. */
  constructor(refused: (pattern: string, error: BusError) => void) {
    this.#refused = refused;
  }

  /** One more wants the pattern. */
  hold(pattern: string): Hold {
    const share = this.#shares.get(pattern) ?? this.#share(pattern);
    share.holders++;
    return { ready: share.ready.promise, release: () => this.#release(pattern, share) };
  }

  /** There is a connection: asks it for all that is wanted. Resolves when it has answered, or is gone. */
  async attach(connection: Asked): Promise<void> {
    this.#connection = connection;
    await Promise.all(Array.from(this.#shares, ([pattern, share]) => this.#ask(pattern, share)));
  }

  /** The connection is gone; what is wanted waits for the next one. */
  detach(): void {
    this.#connection = undefined;
  }

  /** There will be no connection: whoever still waits is told why. */
  end(reason: BusError): void {
    this.#connection = undefined;
    for (const { ready } of this.#shares.values()) ready.reject(reason);
    this.#shares.clear();
  }

  #share(pattern: string): Share {
    const share: Share = { ready: Promise.withResolvers<void>(), holders: 0 };
    // Nobody has to look at it.
    share.ready.promise.catch(() => {});
    this.#shares.set(pattern, share);
    void this.#ask(pattern, share);
    return share;
  }

  async #ask(pattern: string, share: Share): Promise<void> {
    const connection = this.#connection;
    if (connection === undefined) return;
    try {
      await connection.subscribe(pattern);
      share.ready.resolve();
    } catch (error) {
      // With the connection went the question; the next one is asked anew.
      if (this.#connection !== connection) return;
      // What was refused is not shared: whoever wants it next asks anew, when there may be room for it.
      share.ready.reject(error);
      if (this.#forget(pattern, share)) this.#refused(pattern, error as BusError);
    }
  }

  async #release(pattern: string, share: Share): Promise<void> {
    if (--share.holders > 0 || !this.#forget(pattern, share)) return;
    // A lost connection has no patterns: that is what was asked for.
    await this.#connection?.unsubscribe(pattern).catch(() => undefined);
    share.ready.resolve();
  }

  /** False if it was forgotten before; another share may have taken its place. */
  #forget(pattern: string, share: Share): boolean {
    return this.#shares.get(pattern) === share && this.#shares.delete(pattern);
  }
}
