// The broker keeps a set of patterns for a connection, while any number of local subscriptions may want the same one: it is added
// with the first and removed with the last.

import type { BusConnection } from "./connection.ts";

/** One subscription's part in a pattern. */
export interface Hold {
  /** Resolves when the broker has the pattern; rejects if it refuses, or is gone. */
  readonly ready: Promise<void>;
  /** Call once. Resolves when the broker has let go of the pattern, or is gone; at once while others hold it. */
  readonly release: () => Promise<void>;
}

interface Share {
  readonly ready: Promise<void>;
  holders: number;
}

export class SharedPatterns {
  readonly #connection: Pick<BusConnection, "subscribe" | "unsubscribe">;
  readonly #shares = new Map<string, Share>();

  constructor(connection: Pick<BusConnection, "subscribe" | "unsubscribe">) {
    this.#connection = connection;
  }

  /** One more wants the pattern. */
  hold(pattern: string): Hold {
    const share = this.#shares.get(pattern) ?? this.#share(pattern);
    share.holders++;
    return { ready: share.ready, release: () => this.#release(pattern, share) };
  }

  #share(pattern: string): Share {
    const share: Share = { ready: this.#connection.subscribe(pattern), holders: 0 };
    this.#shares.set(pattern, share);
    // What was refused is not shared: whoever wants it next asks anew, when there may be room for it.
    share.ready.catch(() => this.#forget(pattern, share));
    return share;
  }

  async #release(pattern: string, share: Share): Promise<void> {
    if (--share.holders > 0 || !this.#forget(pattern, share)) return;
    // A lost connection has no patterns: that is what was asked for.
    await this.#connection.unsubscribe(pattern).catch(() => undefined);
  }

  /** False if it was forgotten before; another share may have taken its place. */
  #forget(pattern: string, share: Share): boolean {
    return this.#shares.get(pattern) === share && this.#shares.delete(pattern);
  }
}
