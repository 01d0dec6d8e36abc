// Connections that come, go, and could not be taken, in the log.

import type { Logger } from "pino";
import type { BrokerEvent } from "../broker/broker.ts";
import type { Clock } from "../clock.ts";
import { systemErrorCode } from "../errors.ts";
import { LineBudget } from "./line-budget.ts";

const REFUSED_EVERY_MS = 10_000;

export class ConnectionLog {
  readonly #log: Logger;
  readonly #budget: LineBudget;
  readonly #refusedBudget: LineBudget;

  constructor(log: Logger, clock: Clock) {
    this.#log = log;
    this.#budget = new LineBudget(() => clock.monotonicMs());
    this.#refusedBudget = new LineBudget(() => clock.monotonicMs(), 1, REFUSED_EVERY_MS);
  }

  /** A connection came or went. One that went without a word, such as a probe whether the bus is alive, is no event of anybody's life. */
  observe(event: BrokerEvent): void {
    if (event.kind === "closed" && event.client === undefined && event.reason === undefined) return;
    const allowed = this.#budget.take();
    if (allowed === undefined) return;
    const { leftOut } = allowed;
    if (leftOut > 0) this.#log.warn({ count: leftOut }, "connections come and go too fast to log them all");
    const client = event.client && {
      client: event.client.clientName,
      clientPid: event.client.pid,
      library: event.client.clientLibrary,
    };
    if (event.kind === "opened") {
      this.#log.info(client, "client connected");
      return;
    }
    const { reason, dropped } = event;
    const details = {
      ...client,
      ...(dropped > 0 && { dropped }),
      ...(reason && { code: reason.code, reason: reason.detail }),
    };
    if (reason === undefined) this.#log.info(details, "client disconnected");
    else this.#log.warn(details, "client refused");
  }

  /** The kernel would not give us a connection that a client has made. */
  refused(error: Error): void {
    const allowed = this.#refusedBudget.take();
    if (allowed === undefined) return;
    const code = systemErrorCode(error) ?? error.message;
    const count = allowed.leftOut + 1;
    const ways =
      code === "EMFILE" || code === "ENFILE"
        ? "too many files are open; raise LimitNOFILE= in the unit (ulimit -n), or lower --max-connections"
        : "the system is short of something; see dmesg";
    this.#log.error({ code, count }, `a connection could not be taken: ${ways}`);
  }
}
