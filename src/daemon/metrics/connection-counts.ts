// What is counted of connections that come and go, for metrics: the broker knows those that are there. Clients name themselves, and a name
// becomes a series that Prometheus keeps; so there are so many of them and no more.

import type { Broker, BrokerEvent } from "../../broker/broker.ts";
import type { BusErrorCode } from "../../errors.ts";

/** Names of clients that get a series of their own, the first ones to lose an event. */
export const MAX_NAMES = 100;
/** The name under which the losses of all others are summed up. */
export const OTHERS = "(others)";
const UNNAMED = "(unnamed)";

/** How a connection ended; OK: as its client wanted. */
export type EndCode = BusErrorCode | "OK";

export class ConnectionCounts {
  /** Connections that were accepted as clients. */
  opened = 0;
  /** Those of them that are gone. */
  readonly closed = new Map<EndCode, number>();
  /** Connections that never became clients, because the bus would not have them. */
  readonly refused = new Map<EndCode, number>();
  /** Connections that the kernel could not hand over. */
  failed = 0;
  /** What those who are gone have lost, for each name that has a series. */
  readonly #lost = new Map<string, number>();

  /** Takes note of what the broker tells. */
  observe(event: BrokerEvent): void {
    if (event.kind === "opened") {
      this.opened++;
      return;
    }
    const { client, reason, dropped } = event;
    if (client !== undefined) {
      add(this.closed, reason?.code ?? "OK", 1);
      if (dropped > 0) add(this.#lost, this.#seriesOf(client.clientName), dropped);
    } else if (reason !== undefined) add(this.refused, reason.code, 1);
  }

  /** Events lost so far by the clients of each name, `clients` being those that are there. A count only grows. */
  lost(clients: Broker["clients"]): ReadonlyMap<string, number> {
    const now = [...clients].filter(({ dropped }) => dropped > 0);
    const named = now.map(({ client, dropped }) => [this.#seriesOf(client.clientName), dropped] as const);
    const lost = new Map(this.#lost);
    for (const [name, dropped] of named) add(lost, name, dropped);
    return lost;
  }

  /** The series that losses of this name belong to: always the same one. */
  #seriesOf(clientName: string): string {
    const name = clientName === "" ? UNNAMED : clientName;
    if (this.#lost.has(name)) return name;
    const names = this.#lost.size - (this.#lost.has(OTHERS) ? 1 : 0);
    const series = names < MAX_NAMES ? name : OTHERS;
    if (!this.#lost.has(series)) this.#lost.set(series, 0);
    return series;
  }
}

function add<Key>(counts: Map<Key, number>, key: Key, count: number): void {
  counts.set(key, (counts.get(key) ?? 0) + count);
}
