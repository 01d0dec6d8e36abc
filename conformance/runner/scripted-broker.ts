// The runner as a broker: it listens, and everything else is said by the case.

import { rmSync } from "node:fs";
import { createServer, type Server } from "node:net";
import type { BrokerControl } from "./broker-control.ts";
import { Failure } from "./failure.ts";
import { FullBacklog } from "./full-backlog.ts";
import { fromClient } from "./peer-rules.ts";
import { Peer } from "./peer.ts";

export class ScriptedBroker implements BrokerControl {
  readonly socket: string;
  readonly #patienceMs: number;
  readonly #startMs: number;
  /** Connections that no step has accepted yet. */
  readonly #waiting: Peer[] = [];
  readonly #all: Peer[] = [];
  /** The client has connected once: it runs, and need not be waited for any longer than for anything else. */
  #met = false;
  #server: Server | undefined;
  #backlog: FullBacklog | undefined;
  #wake = Promise.withResolvers<void>();

  /** `startMs` is how long a client may take until it has connected for the first time. */
  constructor(socket: string, patienceMs: number, startMs: number) {
    this.#startMs = startMs;
    this.socket = socket;
    this.#patienceMs = patienceMs;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  async start(): Promise<void> {
    const server = createServer((socket) => {
      const peer = new Peer("the broker", socket, this.#patienceMs, fromClient);
      this.#met = true;
      this.#all.push(peer);
      this.#waiting.push(peer);
      this.#wake.resolve();
      this.#wake = Promise.withResolvers<void>();
    });
    this.#server = server;
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen({ path: this.socket, backlog: 128 }, resolve);
    });
  }

  /** The next connection of the client, unless `never` says that there will be none. */
  async next(never: Promise<never>): Promise<Peer> {
    // The connection may be there already.
    never.catch(() => {});
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const patienceMs = this.#met ? this.#patienceMs : this.#startMs;
    let over = false;
    const timer = setTimeout(() => {
      over = true;
      resolve();
    }, patienceMs);
    try {
      for (;;) {
        const peer = this.#waiting.shift();
        if (peer !== undefined) return peer;
        if (over) throw new Failure(`the client has not connected within ${patienceMs} ms`);
        await Promise.race([late, this.#wake.promise, never]);
      }
    } finally {
      clearTimeout(timer);
    }
  }

  /** Who connects fails with EAGAIN. */
  async fillBacklog(): Promise<void> {
    this.#backlog = await FullBacklog.inPlaceOf(this.socket);
  }

  emptyBacklog(): void {
    this.#backlog?.end();
    this.#backlog = undefined;
  }

  /** Listens no more; connections stay. */
  stop(): void {
    this.emptyBacklog();
    this.#server?.close();
    this.#server = undefined;
    rmSync(this.socket, { force: true });
  }

  /** Listens no more, and all connections are gone. */
  kill(): Promise<void> {
    this.stop();
    for (const peer of this.#all.splice(0)) peer.vanish();
    return Promise.resolve();
  }

  ended(): Promise<void> {
    return Promise.resolve();
  }
}
