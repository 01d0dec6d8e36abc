// What a doctor sees of a host on which all is well; a test says what is not.

import type { BusStatus, ClientStatus } from "../../src/client/bus-status.ts";
import type { Answer, BusProcess, Facts, Unit } from "../../src/doctor/facts.ts";

const PATH = "/run/decnet/bus.sock";
const COUNTS = { eventsIn: 0, eventsOut: 0, eventsDropped: 0, eventsInPerS: 0, eventsOutPerS: 0, eventsDroppedPerS: 0 };

export function client(fields: Partial<ClientStatus>): ClientStatus {
  const said = { clientName: "worker", clientLibrary: "decnet-bus/1.0.0 node/24", pid: 7, patterns: [] };
  return { ...said, queuedEvents: 0, queuedBytes: 0, ...COUNTS, ...fields };
}

export const MUTATOR = client({ clientName: "mutator", patterns: ["topology.*.mutation.enqueued"], eventsIn: 5 });
export const API = client({ clientName: "api", pid: 8, patterns: ["topology.abc.>"] });

export function answers(status: Partial<BusStatus> = {}): Answer {
  const connections = status.connections ?? [MUTATOR, API];
  return {
    kind: "answers",
    roundTripMs: 0.4,
    status: {
      busId: "id",
      server: "decnet-bus/1.0.0",
      uptimeS: 7_200,
      rateWindowS: 2,
      queueEvents: 1_024,
      queueBytes: 8 << 20,
      maxConnections: 1_024,
      totals: { ...COUNTS, connections: connections.length, patterns: 2 },
      connections,
      connectionsOmitted: 0,
      busiestTopics: [{ topic: "system.bus.health", eventsIn: 720 }],
      ...status,
    },
  };
}

export function unreachable(code: string, what = "what", way = "way"): Answer {
  return { kind: "unreachable", code, why: { what, way } };
}

export function busProcess(fields: Partial<BusProcess> = {}): BusProcess {
  const env = { DECNET_BUS_SOCKET: PATH };
  return { pid: 311, uid: 0, state: "S", args: [], sockets: [PATH], env, maxFiles: 65_536, ...fields };
}

export function units(service: Partial<Unit> = {}, socket: Partial<Unit> = {}): NonNullable<Facts["units"]> {
  const unit: Unit = {
    id: "decnet-bus.service",
    load: "loaded",
    active: "active",
    enabled: "enabled",
    mainPid: 311,
    result: "success",
    restarts: 0,
  };
  return { service: { ...unit, ...service }, socket: { ...unit, id: "decnet-bus.socket", mainPid: 0, ...socket } };
}

export function facts(fields: Partial<Facts> = {}): Facts {
  return {
    env: { DECNET_BUS_SOCKET: PATH },
    socket: { path: PATH, origin: "DECNET_BUS_SOCKET" },
    found: { kind: "socket", uid: 0, gid: 900, mode: 0o660 },
    group: { name: "decnet", id: 900, members: ["alice"] },
    me: { uid: 1000, name: "alice", ownGroup: 1000, groups: new Set([1000, 900]) },
    answer: answers(),
    elsewhere: [],
    processes: [busProcess()],
    units: units(),
    somaxconn: 4_096,
    version: "1.0.0",
    ...fields,
  };
}
