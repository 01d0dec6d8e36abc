import { create } from "@bufbuild/protobuf";
import { expect, test } from "vitest";
import { HelloSchema } from "../../../gen/decnet/bus/v1/frame_pb.ts";
import { busMetrics, type MetricsSource } from "../../../src/daemon/metrics/bus-metrics.ts";
import { ConnectionCounts } from "../../../src/daemon/metrics/connection-counts.ts";
import { DEFAULT_LIMITS } from "../../../src/wire/limits.ts";

type Client = MetricsSource["broker"]["clients"] extends Iterable<infer T> ? T : never;

function client(clientName: string, dropped = 0, queuedEvents = 0): Client {
  return { client: create(HelloSchema, { clientName }), dropped, queuedEvents, queuedBytes: queuedEvents * 10 };
}

function metricsOf(...clients: readonly Client[]) {
  const counts = { connections: 3, patterns: 4, eventsIn: 5, eventsOut: 6, eventsDropped: 7 };
  const broker = { counts, clients, limits: DEFAULT_LIMITS, uptimeMs: 1_500 };
  const connections = new ConnectionCounts();
  const limits = (all: typeof DEFAULT_LIMITS): Record<string, number> => ({ "queue-events": all.queueEvents });
  const registry = busMetrics({ broker, connections, version: "1.2.3", limits });
  const lines = async (): Promise<string[]> =>
    (await registry.metrics()).split("\n").filter((line) => line.startsWith("decnet_bus_"));
  return { broker, connections, registry, lines };
}

test("all that the bus counts is in the text, by its name", async () => {
  const { connections, lines } = metricsOf(client("api", 2, 10), client("mutator", 0, 3));
  connections.observe({ kind: "opened", client: client("api").client });
  connections.observe({
    kind: "closed",
    client: undefined,
    reason: { code: "HANDSHAKE_TIMEOUT", detail: "" },
    dropped: 0,
  });
  connections.failed++;
  expect(await lines()).toEqual([
    "decnet_bus_uptime_seconds 1.5",
    "decnet_bus_connections 3",
    "decnet_bus_patterns 4",
    "decnet_bus_events_in_total 5",
    "decnet_bus_events_out_total 6",
    "decnet_bus_events_dropped_total 7",
    "decnet_bus_queued_events 13",
    "decnet_bus_queued_bytes 130",
    "decnet_bus_queued_events_max 10",
    "decnet_bus_connections_opened_total 1",
    "decnet_bus_connections_failed_total 1",
    'decnet_bus_connections_refused_total{code="HANDSHAKE_TIMEOUT"} 1',
    'decnet_bus_client_events_dropped_total{client="api"} 2',
    'decnet_bus_limit{limit="queue-events"} 1024',
    'decnet_bus_info{version="1.2.3"} 1',
  ]);
});

test("a counter is what the bus counts, however often it is asked", async () => {
  const { broker, lines } = metricsOf(client("api", 2));
  const before = await lines();
  expect(await lines()).toEqual(before);
  broker.counts.eventsIn = 50;
  expect(await lines()).toContain("decnet_bus_events_in_total 50");
});

test("the name that a client has given itself stays within its quotes, on its line, and steers no terminal", async () => {
  const { lines } = metricsOf(client('a"} 1\nx_total 9 \\', 1), client("b\u202Ec", 1), client("\u001b[2J", 1));
  const named = (await lines()).filter((line) => line.includes("client_events"));
  expect(named).toEqual([
    // The line feed cannot come: Hello refuses control characters. It is written out all the same.
    String.raw`decnet_bus_client_events_dropped_total{client="a\"} 1\\u000ax_total 9 \\"} 1`,
    String.raw`decnet_bus_client_events_dropped_total{client="b\\u202ec"} 1`,
    String.raw`decnet_bus_client_events_dropped_total{client="\\u001b[2J"} 1`,
  ]);
});

test("process, heap and event loop are those that prom-client knows; another registry of the process is not touched", async () => {
  const text = await metricsOf().registry.metrics();
  for (const name of [
    "process_cpu_seconds_total",
    "process_resident_memory_bytes",
    "nodejs_eventloop_lag_p99_seconds",
  ]) {
    expect(text).toContain(`# TYPE ${name} `);
  }
  // A second one would say that the names are taken, were they common to the process.
  await expect(metricsOf().registry.metrics()).resolves.toContain("decnet_bus_uptime_seconds");
});
