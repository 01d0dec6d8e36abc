// A bus's status for people: what it is, sums, a line for each connection, the busiest topics.

import type { BusStatus, ClientStatus } from "../client/bus-status.ts";
import { cut } from "./fit.ts";
import { printable } from "./printable.ts";
import { counted, duration, grouped, shortCount, shortRate } from "./quantity.ts";
import type { Format, Style } from "./style.ts";
import { type Column, tableLines, type TableOptions } from "./table.ts";

/** A queue that is fuller than this is about to lose events. */
const NEARLY_FULL = 0.8;

/** `width` Infinity: nothing is cut. */
export function statusLines(status: BusStatus, socket: string, { width, style }: TableOptions): string[] {
  const lines = [
    ...headLines(status, socket, style),
    "",
    ...connectionLines(status, { width, style }),
    ...topicLines(status, { width, style }),
  ];
  return lines.map((line) => cut(line, width));
}

/** What is cut off by a terminal that is not wide comes last. */
export function headLines(status: BusStatus, socket: string, style: Style): string[] {
  const { totals, server, uptimeS, busId, rateWindowS } = status;
  const { patterns, eventsIn, eventsOut, eventsDropped } = totals;
  const dropped = `dropped ${grouped(eventsDropped)} (${shortRate(totals.eventsDroppedPerS)}/s)`;
  return [
    `${style("bold", printable(server) || "a bus")}  up ${duration(uptimeS)}  ${printable(socket)}  id ${printable(busId)}`,
    `${connectionCount(status)}, ${counted(patterns, "pattern")}; rates over the last ${duration(rateWindowS)}`,
    `events in ${grouped(eventsIn)} (${shortRate(totals.eventsInPerS)}/s)  out ${grouped(eventsOut)} (${shortRate(totals.eventsOutPerS)}/s)  ${eventsDropped > 0 ? style("red", dropped) : dropped}`,
  ];
}

/** Of how many, if the bus says so. */
function connectionCount({ totals: { connections }, maxConnections }: BusStatus): string {
  const open = counted(connections, "connection");
  return maxConnections === null ? open : `${open} of ${grouped(maxConnections)}`;
}

function connectionLines(status: BusStatus, options: TableOptions): string[] {
  const { connections, connectionsOmitted } = status;
  const omitted = omittedLine(connectionsOmitted);
  return [...tableLines(connectionColumns(status), connections, options), ...(omitted === undefined ? [] : [omitted])];
}

/** Connections that did not fit into the bus's answer. */
export function omittedLine(connectionsOmitted: number): string | undefined {
  if (connectionsOmitted === 0) return undefined;
  return `and ${counted(connectionsOmitted, "connection")} that did not fit into the bus's answer`;
}

function topicLines({ busiestTopics }: BusStatus, options: TableOptions): string[] {
  if (busiestTopics.length === 0) return [];
  const columns: Column<BusStatus["busiestTopics"][number]>[] = [
    { title: "EVENTS", align: "right", text: ({ eventsIn }) => shortCount(eventsIn) },
    { title: "BUSIEST TOPICS", least: 14, text: ({ topic }) => topic },
  ];
  return ["", ...tableLines(columns, busiestTopics, options)];
}

function connectionColumns(status: BusStatus): Column<ClientStatus>[] {
  return [
    nameColumn,
    pidColumn,
    queueColumn(status),
    { title: "IN", align: "right", text: ({ eventsIn }) => shortCount(eventsIn) },
    { title: "OUT", align: "right", text: ({ eventsOut }) => shortCount(eventsOut) },
    droppedColumn,
    { title: "IN/S", align: "right", spare: 1, text: ({ eventsInPerS }) => shortRate(eventsInPerS) },
    { title: "OUT/S", align: "right", spare: 2, text: ({ eventsOutPerS }) => shortRate(eventsOutPerS) },
    { title: "DROP/S", align: "right", spare: 3, text: ({ eventsDroppedPerS }) => shortRate(eventsDroppedPerS) },
    { title: "LIBRARY", least: 16, spare: 4, text: ({ clientLibrary }) => clientLibrary || "-" },
    patternsColumn,
  ];
}

export const nameColumn: Column<ClientStatus> = {
  title: "NAME",
  least: 12,
  text: ({ clientName }) => clientName || "-",
};

export const pidColumn: Column<ClientStatus> = {
  title: "PID",
  align: "right",
  text: ({ pid }) => (pid === 0 ? "-" : String(pid)),
};

export const droppedColumn: Column<ClientStatus> = {
  title: "DROPPED",
  align: "right",
  text: ({ eventsDropped }) => shortCount(eventsDropped),
  format: ({ eventsDropped }) => (eventsDropped > 0 ? "red" : undefined),
};

export const patternsColumn: Column<ClientStatus> = {
  title: "PATTERNS",
  least: 12,
  text: ({ patterns }) => (patterns.length > 1 ? `${patterns.length}: ${patterns.join(" ")}` : (patterns[0] ?? "-")),
};

export function queueColumn({ queueEvents, queueBytes }: BusStatus): Column<ClientStatus> {
  return {
    title: "QUEUE",
    align: "right",
    text: ({ queuedEvents }) => shortCount(queuedEvents),
    format: ({ queuedEvents, queuedBytes }): Format | undefined =>
      queuedEvents > queueEvents * NEARLY_FULL || queuedBytes > queueBytes * NEARLY_FULL ? "yellow" : undefined,
  };
}
