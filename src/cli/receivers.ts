// Who would receive an event of a topic, and who publishes it: `decnet bus who` without the process around it.

import type { BusStatus, ClientStatus } from "../client/bus-status.ts";
import { BusError } from "../errors.ts";
import { declaredTopicOf } from "../registry/lookup.ts";
import { topicFault } from "../topic/grammar.ts";
import { matches } from "../topic/match.ts";
import { jsonLine } from "./json-line.ts";
import { printable } from "./printable.ts";
import { counted } from "./quantity.ts";
import { droppedColumn, nameColumn, omittedLine, pidColumn, queueColumn } from "./status-table.ts";
import { type Column, tableLines, type TableOptions } from "./table.ts";

/** A connection, and its patterns that match. */
interface Receiver {
  readonly client: ClientStatus;
  readonly patterns: readonly string[];
}

/** @throws BusError INVALID_TOPIC. */
export function checkedTopic(topic: string): string {
  const fault = topicFault(topic);
  if (fault === undefined) return topic;
  throw new BusError("INVALID_TOPIC", printable(`${JSON.stringify(topic)} is no topic: it ${fault}.`));
}

/** Each connection gets one copy, however many of its patterns match. */
function receiversOf(topic: string, { connections }: BusStatus): Receiver[] {
  return connections.flatMap((client) => {
    const patterns = client.patterns.filter((pattern) => matches(pattern, topic));
    return patterns.length === 0 ? [] : [{ client, patterns }];
  });
}

export function whoLines(topic: string, status: BusStatus, options: TableOptions): string[] {
  const receivers = receiversOf(topic, status);
  const omitted = omittedLine(status.connectionsOmitted);
  return [
    publisherLine(topic),
    ...(receivers.length === 0 ? ["nobody receives it"] : [`${counted(receivers.length, "connection")} would get it:`]),
    ...(receivers.length === 0 ? [] : ["", ...tableLines(columnsOf(status), receivers, options)]),
    ...(omitted === undefined ? [] : [`${omitted}, and may get it too`]),
  ];
}

export function whoJson(topic: string, status: BusStatus): string {
  const declared = declaredTopicOf(topic);
  return jsonLine({
    topic,
    name: declared?.name ?? null,
    emittedBy: declared === undefined || declared.reserved ? null : declared.emittedBy,
    reserved: declared?.reserved ?? null,
    receivers: receiversOf(topic, status).map(({ client, patterns }) => ({ ...client, patterns })),
    connectionsOmitted: status.connectionsOmitted,
  });
}

function publisherLine(topic: string): string {
  const declared = declaredTopicOf(topic);
  if (declared === undefined) return printable(`${topic}: not declared; who publishes it is not known`);
  const { template, reserved, emittedBy } = declared;
  const known = template === topic ? topic : `${topic} (${template})`;
  return printable(`${known}: ${reserved ? "reserved, nobody publishes it yet" : `from ${emittedBy}`}`);
}

function columnsOf(status: BusStatus): Column<Receiver>[] {
  return [
    ofClient(nameColumn),
    ofClient(pidColumn),
    ofClient(queueColumn(status)),
    ofClient(droppedColumn),
    { title: "BY PATTERN", least: 10, text: ({ patterns }) => patterns.join(" ") },
  ];
}

function ofClient({ text, format, ...column }: Column<ClientStatus>): Column<Receiver> {
  return { ...column, text: ({ client }) => text(client), format: ({ client }) => format?.(client) };
}
