// Events that were dropped, in the log: a line for each connection and interval, however many it lost. The worst are named, up to a number; the
// others are counted together.

import type { Logger } from "pino";
import type { Hello } from "../../gen/decnet/bus/v1/frame_pb.ts";
import type { ClientState } from "../broker/broker.ts";
import { grouped } from "../cli/quantity.ts";
import type { Clock } from "../clock.ts";
import { every } from "./every.ts";
import { LineBudget } from "./line-budget.ts";

const INTERVAL_MS = 10_000;
const MAX_LINES = 20;
const MS_PER_S = 1_000;

/** Who is there, and what each has lost. */
type Clients = Iterable<Pick<ClientState, "client" | "dropped">>;

interface Loss {
  readonly client: Hello;
  /** Since it was last told. */
  readonly count: number;
  /** Since the client has connected. */
  readonly total: number;
}

export class DropLog {
  readonly #log: Logger;
  readonly #clock: Clock;
  /** What has been told of each client. */
  readonly #told = new WeakMap<Hello, number>();
  /** For those that are gone, who may come back at once to do the same. */
  readonly #budget: LineBudget;
  /** What went over it: they are among the others of the next look. */
  #unsaid = { clients: 0, dropped: 0 };
  #lookedMs: number;

  constructor(log: Logger, clock: Clock) {
    this.#log = log;
    this.#clock = clock;
    this.#budget = new LineBudget(() => clock.monotonicMs(), MAX_LINES, INTERVAL_MS);
    this.#lookedMs = clock.monotonicMs();
  }

  /** Looks at all clients, again and again, until the returned function is called. */
  watch(clients: () => Clients): () => void {
    return every(this.#clock, INTERVAL_MS, () => this.#look(clients()));
  }

  /** A client has gone that has lost so many in all: what was not told of it yet is told now. */
  gone(client: Hello, total: number): void {
    const loss = this.#untold(client, total);
    if (loss === undefined) return;
    if (this.#budget.take() === undefined) this.#leaveToOthers(loss);
    else this.#tell(loss, this.#seconds());
  }

  #look(clients: Clients): void {
    const seconds = this.#seconds();
    this.#lookedMs = this.#clock.monotonicMs();
    const losses = [...clients].flatMap(({ client, dropped }) => this.#untold(client, dropped) ?? []);
    losses.sort((one, other) => other.count - one.count);
    for (const loss of losses.slice(0, MAX_LINES)) this.#tell(loss, seconds);
    for (const loss of losses.slice(MAX_LINES)) this.#leaveToOthers(loss);
    this.#tellOthers(seconds);
  }

  #leaveToOthers({ count }: Loss): void {
    this.#unsaid.clients++;
    this.#unsaid.dropped += count;
  }

  #tellOthers(seconds: number): void {
    const { clients, dropped } = this.#unsaid;
    if (clients === 0) return;
    this.#unsaid = { clients: 0, dropped: 0 };
    const data = { clients, dropped, seconds };
    this.#log.warn({ data }, `dropped ${grouped(dropped)} for ${grouped(clients)} others in ${seconds} s`);
  }

  #untold(client: Hello, total: number): Loss | undefined {
    const count = total - (this.#told.get(client) ?? 0);
    if (count === 0) return undefined;
    this.#told.set(client, total);
    return { client, count, total };
  }

  #tell({ client, count, total }: Loss, seconds: number): void {
    const { clientName, pid } = client;
    const data = { client: clientName, clientPid: pid, dropped: count, seconds, total };
    this.#log.warn({ data }, `dropped ${grouped(count)} for ${clientName || "a client"}[${pid}] in ${seconds} s`);
  }

  /** Since the last look, and never none. */
  #seconds(): number {
    return Math.max(1, Math.round((this.#clock.monotonicMs() - this.#lookedMs) / MS_PER_S));
  }
}
