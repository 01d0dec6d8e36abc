// The metrics themselves. Nothing is counted for them while events pass: each reads, when somebody asks, what the broker counts anyway.
// Their names and labels are an interface, which docs/operations.md describes.

import { collectDefaultMetrics, Counter, Gauge, Registry } from "prom-client";
import type { Broker } from "../../broker/broker.ts";
import { printable } from "../../cli/printable.ts";
import type { Limits } from "../../wire/limits.ts";
import type { ConnectionCounts } from "./connection-counts.ts";

/** What metrics are made of. */
export interface MetricsSource {
  readonly broker: Pick<Broker, "counts" | "clients" | "limits" | "uptimeMs">;
  readonly connections: ConnectionCounts;
  readonly version: string;
  /** Of all limits those that are shown, by name. */
  readonly limits: (limits: Limits) => Readonly<Record<string, number>>;
}

/** A value for each value of the only label. */
type Series = Iterable<readonly [label: string, value: number]>;

const PREFIX = "decnet_bus_";

/** A registry of its own: what else in the process uses prom-client is not in it. */
export function busMetrics(source: MetricsSource): Registry {
  const { broker, connections } = source;
  const registry = new Registry();
  const define = definer(registry);
  define.gauge("uptime_seconds", "Time since the bus was started.", () => broker.uptimeMs / 1_000);
  define.gauge("connections", "Connections that are open.", () => broker.counts.connections);
  define.gauge("patterns", "Pairs of connection and pattern.", () => broker.counts.patterns);
  define.counter("events_in_total", "Events that were published.", () => broker.counts.eventsIn);
  define.counter("events_out_total", "Events that were sent, one for each subscriber.", () => broker.counts.eventsOut);
  define.counter(
    "events_dropped_total",
    "Events that were discarded from full queues.",
    () => broker.counts.eventsDropped,
  );
  define.gauge("queued_events", "Events that wait, in all queues.", () => sum(broker, "queuedEvents"));
  define.gauge("queued_bytes", "Bytes of events that wait, in all queues.", () => sum(broker, "queuedBytes"));
  define.gauge("queued_events_max", "Events that wait in the longest queue.", () => longest(broker));
  define.counter("connections_opened_total", "Clients that have connected.", () => connections.opened);
  define.counter(
    "connections_failed_total",
    "Connections that the system could not hand over.",
    () => connections.failed,
  );
  define.counters("connections_closed_total", "Clients that are gone, by code.", "code", () => connections.closed);
  define.counters("connections_refused_total", "Who was not let in, by code.", "code", () => connections.refused);
  define.counters("client_events_dropped_total", "Events that clients of a name have lost.", "client", () =>
    Array.from(connections.lost(broker.clients), ([name, count]) => [printable(name), count]),
  );
  define.gauges("limit", "Limits in force.", "limit", () => Object.entries(source.limits(broker.limits)));
  define.gauges("info", "1, with the version of the bus.", "version", () => [[source.version, 1]]);
  collectDefaultMetrics({ register: registry });
  return registry;
}

function definer(registry: Registry) {
  const common = (name: string, help: string) => ({ name: PREFIX + name, help, registers: [registry] });
  return {
    gauge: (name: string, help: string, read: () => number) =>
      new Gauge({
        ...common(name, help),
        collect() {
          this.set(read());
        },
      }),
    gauges: (name: string, help: string, label: string, read: () => Series) =>
      new Gauge({
        ...common(name, help),
        labelNames: [label],
        collect() {
          this.reset();
          for (const [key, value] of read()) this.set({ [label]: key }, value);
        },
      }),
    counter: (name: string, help: string, read: () => number) =>
      new Counter({
        ...common(name, help),
        collect() {
          this.reset();
          this.inc(read());
        },
      }),
    counters: (name: string, help: string, label: string, read: () => Series) =>
      new Counter({
        ...common(name, help),
        labelNames: [label],
        collect() {
          this.reset();
          for (const [key, value] of read()) this.inc({ [label]: key }, value);
        },
      }),
  };
}

function sum({ clients }: MetricsSource["broker"], what: "queuedEvents" | "queuedBytes"): number {
  let total = 0;
  for (const client of clients) total += client[what];
  return total;
}

function longest({ clients }: MetricsSource["broker"]): number {
  let most = 0;
  for (const { queuedEvents } of clients) most = Math.max(most, queuedEvents);
  return most;
}
