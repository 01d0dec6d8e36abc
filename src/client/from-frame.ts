// What frames of the broker say, in the library's own words.

import { Code } from "../../gen/decnet/bus/v1/code_pb.ts";
import type { Dropped, Goodbye, Result, Status, Welcome } from "../../gen/decnet/bus/v1/frame_pb.ts";
import { BusError, codeName } from "../errors.ts";
import type { Drops } from "../wire/drop-tally.ts";
import type { BusStatus, EventCounts } from "./bus-status.ts";

/** Why it was refused; undefined if it was not. */
export function refusalOf({ code, detail }: Pick<Result | Goodbye, "code" | "detail">): BusError | undefined {
  return code === Code.OK ? undefined : new BusError(codeName(code), `The bus refused: ${detail}.`);
}

export function dropsOf({ count, topics, topicsTruncated }: Dropped): Drops {
  return {
    count: Number(count),
    topics: new Map(topics.map((topic) => [topic.topic, Number(topic.count)])),
    truncated: topicsTruncated,
  };
}

export function busStatusOf(status: Status, welcome: Welcome): BusStatus {
  const { uptimeS, rateWindowS, totals, connections, connectionsOmitted, busiestTopics, maxConnections } = status;
  const { busId, server, queueEvents, queueBytes } = welcome;
  return {
    busId,
    server,
    uptimeS,
    rateWindowS,
    queueEvents,
    queueBytes,
    maxConnections: maxConnections === 0 ? null : maxConnections,
    totals: { connections: totals?.connections ?? 0, patterns: totals?.patterns ?? 0, ...countsOf(totals) },
    connections: connections.map((connection) => {
      const { clientName, clientLibrary, pid, patterns, queuedEvents, queuedBytes } = connection;
      return { clientName, clientLibrary, pid, patterns, queuedEvents, queuedBytes, ...countsOf(connection) };
    }),
    connectionsOmitted,
    busiestTopics: busiestTopics.map(({ topic, eventsIn }) => ({ topic, eventsIn: Number(eventsIn) })),
  };
}

type WireCounts = Pick<Status["connections"][number], keyof EventCounts>;

/** A number is exact up to 2^53 events: at a million a second that is nearly three centuries. */
function countsOf(counts: WireCounts | undefined): EventCounts {
  return {
    eventsIn: Number(counts?.eventsIn ?? 0),
    eventsOut: Number(counts?.eventsOut ?? 0),
    eventsDropped: Number(counts?.eventsDropped ?? 0),
    eventsInPerS: counts?.eventsInPerS ?? 0,
    eventsOutPerS: counts?.eventsOutPerS ?? 0,
    eventsDroppedPerS: counts?.eventsDroppedPerS ?? 0,
  };
}
