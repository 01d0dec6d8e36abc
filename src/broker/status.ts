// What the broker is doing, as a Status frame (decnet.bus.v1.Status). Made on request; the event path only counts.

import { create, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import {
  type ConnectionStatus,
  ConnectionStatusSchema,
  type StatusTotalsSchema,
} from "../../gen/decnet/bus/v1/frame_pb.ts";
import type { FrameKindInit } from "../wire/frame-codec.ts";
import type { Counts, Rates } from "./rates.ts";
import type { Router } from "./router.ts";
import type { Session } from "./session.ts";

const BUSIEST_TOPICS = 16;
/** Left for everything but the connections. */
const RESERVED_BYTES = 16 << 10;

/** Sums over all connections since the start, those that are gone included. */
export interface BrokerCounts extends Counts {
  /** Open now. */
  readonly connections: number;
  /** Pairs of connection and pattern, now. */
  readonly patterns: number;
}

export interface StatusSource {
  readonly sessions: Iterable<Session>;
  readonly counts: BrokerCounts;
  readonly router: Router<Session>;
  readonly rates: Rates;
  readonly uptimeMs: number;
  /** Those in force now, for who comes now. */
  readonly maxConnections: number;
  /** Of the connection that asks. */
  readonly maxFrameBytes: number;
}

export function statusFrame(ref: number, source: StatusSource): FrameKindInit {
  const { rates } = source;
  rates.tick();
  const { connections, omitted } = listConnections(source);
  const busiestTopics = source.router
    .busiestTopics(BUSIEST_TOPICS)
    .map(({ topic, count }) => ({ topic, eventsIn: BigInt(count) }));
  const value = {
    ref,
    connections,
    totals: totals(source),
    busiestTopics,
    uptimeS: source.uptimeMs / 1_000,
    connectionsOmitted: omitted,
    rateWindowS: rates.windowS,
    maxConnections: source.maxConnections,
  };
  return { case: "status", value };
}

/** A Status is one frame, so the list ends where the frame would. */
function listConnections({ sessions, rates, maxFrameBytes }: StatusSource): {
  connections: ConnectionStatus[];
  omitted: number;
} {
  const connections: ConnectionStatus[] = [];
  let bytes = 0;
  let omitted = 0;
  for (const session of sessions) {
    if (session.hello === undefined) continue;
    // What cannot be in it is not made: whoever asks may cost the others no more than one frame does.
    if (bytes > maxFrameBytes - RESERVED_BYTES) {
      omitted++;
      continue;
    }
    const connection = connectionStatus(session, rates)!;
    bytes += toBinary(ConnectionStatusSchema, connection).length + 8;
    if (bytes > maxFrameBytes - RESERVED_BYTES) omitted++;
    else connections.push(connection);
  }
  return { connections, omitted };
}

function connectionStatus(session: Session, rates: Rates): ConnectionStatus | undefined {
  const { hello, patterns, outbox } = session;
  if (hello === undefined) return undefined;
  return create(ConnectionStatusSchema, {
    clientName: hello.clientName,
    clientLibrary: hello.clientLibrary,
    pid: hello.pid,
    patterns: [...patterns].toSorted(),
    queuedEvents: outbox.queuedEvents,
    queuedBytes: outbox.queuedBytes,
    ...countsOf(session.eventCounts),
    ...perSecond(rates.of(session)),
  });
}

function totals({ counts, sessions, rates }: StatusSource): MessageInitShape<typeof StatusTotalsSchema> {
  const sum = { eventsIn: 0, eventsOut: 0, eventsDropped: 0 };
  for (const session of sessions) {
    const rate = rates.of(session);
    sum.eventsIn += rate.eventsIn;
    sum.eventsOut += rate.eventsOut;
    sum.eventsDropped += rate.eventsDropped;
  }
  const { connections, patterns } = counts;
  return { connections, patterns, ...countsOf(counts), ...perSecond(sum) };
}

function countsOf({ eventsIn, eventsOut, eventsDropped }: Counts): Record<keyof Counts, bigint> {
  return { eventsIn: BigInt(eventsIn), eventsOut: BigInt(eventsOut), eventsDropped: BigInt(eventsDropped) };
}

function perSecond({ eventsIn, eventsOut, eventsDropped }: Counts): Record<`${keyof Counts}PerS`, number> {
  return { eventsInPerS: eventsIn, eventsOutPerS: eventsOut, eventsDroppedPerS: eventsDropped };
}
