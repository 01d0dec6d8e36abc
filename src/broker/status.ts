// What the broker is doing, as a Status frame (decnet.bus.v1.Status). Made on request; the event path only counts.

import { create, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import {
  type ConnectionStatus,
  ConnectionStatusSchema,
  type StatusTotalsSchema,
} from "../../gen/decnet/bus/v1/frame_pb.ts";
import type { FrameKindInit } from "../wire/frame-codec.ts";
import type { Router } from "./router.ts";
import type { Session } from "./session.ts";

const BUSIEST_TOPICS = 16;
/** Left for everything but the connections. */
const RESERVED_BYTES = 16 << 10;

/** Sums over all connections since the start, those that are gone included. */
export interface BrokerCounts {
  /** Open now. */
  readonly connections: number;
  /** Pairs of connection and pattern, now. */
  readonly patterns: number;
  /** Events from publishers; sent to subscribers, one for each; discarded from full queues. */
  readonly eventsIn: number;
  readonly eventsOut: number;
  readonly eventsDropped: number;
}

export interface StatusSource {
  readonly sessions: Iterable<Session>;
  readonly counts: BrokerCounts;
  readonly router: Router<Session>;
  readonly uptimeMs: number;
  readonly maxFrameBytes: number;
}

export function statusFrame(ref: number, source: StatusSource): FrameKindInit {
  const { connections, omitted } = listConnections(source.sessions, source.maxFrameBytes - RESERVED_BYTES);
  const busiestTopics = source.router
    .busiestTopics(BUSIEST_TOPICS)
    .map(({ topic, count }) => ({ topic, eventsIn: BigInt(count) }));
  const value = {
    ref,
    connections,
    totals: totals(source.counts),
    busiestTopics,
    uptimeS: source.uptimeMs / 1_000,
    connectionsOmitted: omitted,
  };
  return { case: "status", value };
}

/** A Status is one frame, so the list ends where the frame would. */
function listConnections(
  sessions: Iterable<Session>,
  maxBytes: number,
): { connections: ConnectionStatus[]; omitted: number } {
  const connections: ConnectionStatus[] = [];
  let bytes = 0;
  let omitted = 0;
  for (const session of sessions) {
    const connection = connectionStatus(session);
    if (connection === undefined) continue;
    bytes += toBinary(ConnectionStatusSchema, connection).length + 8;
    if (bytes > maxBytes) omitted++;
    else connections.push(connection);
  }
  return { connections, omitted };
}

function connectionStatus({ hello, patterns, eventsIn, outbox }: Session): ConnectionStatus | undefined {
  if (hello === undefined) return undefined;
  return create(ConnectionStatusSchema, {
    clientName: hello.clientName,
    clientLibrary: hello.clientLibrary,
    pid: hello.pid,
    patterns: [...patterns].toSorted(),
    queuedEvents: outbox.queuedEvents,
    queuedBytes: outbox.queuedBytes,
    eventsIn: BigInt(eventsIn),
    eventsOut: BigInt(outbox.sent),
    eventsDropped: BigInt(outbox.dropped),
  });
}

function totals(counts: BrokerCounts): MessageInitShape<typeof StatusTotalsSchema> {
  return {
    connections: counts.connections,
    patterns: counts.patterns,
    eventsIn: BigInt(counts.eventsIn),
    eventsOut: BigInt(counts.eventsOut),
    eventsDropped: BigInt(counts.eventsDropped),
  };
}
