// The status of a bus, with what a test does not care about filled in.

import type { BusStatus, ClientStatus, EventCounts } from "../../src/client/bus-status.ts";

const NO_EVENTS: EventCounts = {
  eventsIn: 0,
  eventsOut: 0,
  eventsDropped: 0,
  eventsInPerS: 0,
  eventsOutPerS: 0,
  eventsDroppedPerS: 0,
};

export function clientStatus(given: Partial<ClientStatus> = {}): ClientStatus {
  return {
    clientName: "worker",
    clientLibrary: "decnet-bus/0.1.0 node/24.0.0",
    pid: 311,
    patterns: [],
    queuedEvents: 0,
    queuedBytes: 0,
    ...NO_EVENTS,
    ...given,
  };
}

export function busStatus({
  totals,
  ...given
}: Partial<Omit<BusStatus, "totals">> & { totals?: Partial<BusStatus["totals"]> } = {}): BusStatus {
  const { connections = [] } = given;
  return {
    busId: "5ca1ab1e",
    server: "decnet-bus/0.1.0",
    uptimeS: 11_520,
    rateWindowS: 1.4,
    queueEvents: 1_024,
    queueBytes: 8 << 20,
    maxConnections: 1_024,
    totals: {
      connections: connections.length,
      patterns: connections.flatMap(({ patterns }) => patterns).length,
      ...NO_EVENTS,
      ...totals,
    },
    connections,
    connectionsOmitted: 0,
    busiestTopics: [],
    ...given,
  };
}
