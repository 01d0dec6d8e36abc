// What came, by topic: for `decnet bus tap --stats`. Publishers choose topics, so the table has an end: what comes for topics beyond it
// is counted together.

import { jsonLine } from "./json-line.ts";
import { byteSize, counted, duration, shortCount, shortRate } from "./quantity.ts";
import type { ShownEvent } from "./shown-event.ts";
import { type Column, tableLines, type TableOptions } from "./table.ts";

const MAX_TOPICS = 4_096;

interface TopicRow {
  readonly topic: string;
  count: number;
  bytes: number;
  payloadType: string;
  /** Of those, the ones that no worker gets. */
  faults: number;
}

export class TopicTally {
  readonly #startedMs: number;
  readonly #topics = new Map<string, TopicRow>();
  readonly #others: TopicRow = newRow("(other topics)");
  readonly #all: TopicRow = newRow("(all)");
  #missed = 0;

  constructor(startedMs: number) {
    this.#startedMs = startedMs;
  }

  add({ topic, payloadType, fault }: ShownEvent, bytes: number): void {
    for (const row of [this.#rowOf(topic), this.#all]) {
      row.count++;
      row.bytes += bytes;
      if (fault !== undefined) row.faults++;
      row.payloadType = row.count === 1 || row.payloadType === payloadType ? payloadType : "(several)";
    }
  }

  missed(count: number): void {
    this.#missed += count;
  }

  /** The busiest first; at most `rows` of them. */
  lines(nowMs: number, rows: number, options: TableOptions): string[] {
    const seconds = this.#seconds(nowMs);
    const sorted = this.#sorted();
    const omitted = sorted.length - rows;
    return [
      this.#summary(seconds),
      "",
      ...tableLines(columnsOf(seconds), sorted.slice(0, rows), options),
      ...(omitted > 0 ? [`and ${counted(omitted, "more topic")}`] : []),
    ];
  }

  /** A line for each topic, and one for all. */
  json(nowMs: number): string[] {
    const seconds = this.#seconds(nowMs);
    const line = (kind: string, { topic, count, bytes, payloadType, faults }: TopicRow): object => ({
      kind,
      ...(kind === "topic" && { topic }),
      count,
      perSecond: perSecond(count, seconds),
      bytes,
      payloadType: kind === "topic" ? payloadType : null,
      undecodable: faults,
    });
    const total = { ...line("total", this.#all), missed: this.#missed, seconds };
    return [...this.#sorted().map((row) => line("topic", row)), total].map(jsonLine);
  }

  #summary(seconds: number): string {
    const { count, bytes, faults } = this.#all;
    const parts = [
      `${counted(count, "event")} of ${counted(this.#topics.size, "topic")} in ${duration(seconds)}`,
      `${shortRate(perSecond(count, seconds))}/s`,
      byteSize(bytes),
      ...(faults > 0 ? [`${shortCount(faults)} undecodable`] : []),
      ...(this.#missed > 0 ? [`${counted(this.#missed, "event")} missed`] : []),
    ];
    return parts.join(", ");
  }

  #sorted(): TopicRow[] {
    const rows = [...this.#topics.values()].toSorted((one, other) => other.count - one.count);
    return this.#others.count > 0 ? [...rows, this.#others] : rows;
  }

  #rowOf(topic: string): TopicRow {
    const known = this.#topics.get(topic);
    if (known !== undefined) return known;
    if (this.#topics.size >= MAX_TOPICS) return this.#others;
    const row = newRow(topic);
    this.#topics.set(topic, row);
    return row;
  }

  #seconds(nowMs: number): number {
    return Math.max(0, nowMs - this.#startedMs) / 1_000;
  }
}

function newRow(topic: string): TopicRow {
  return { topic, count: 0, bytes: 0, payloadType: "", faults: 0 };
}

function perSecond(count: number, seconds: number): number {
  return seconds === 0 ? 0 : count / seconds;
}

function columnsOf(seconds: number): Column<TopicRow>[] {
  return [
    { title: "EVENTS", align: "right", text: ({ count }) => shortCount(count) },
    { title: "/S", align: "right", text: ({ count }) => shortRate(perSecond(count, seconds)) },
    { title: "BYTES", align: "right", spare: 1, text: ({ bytes }) => byteSize(bytes) },
    {
      title: "UNDECODABLE",
      align: "right",
      spare: 2,
      text: ({ faults }) => shortCount(faults),
      format: ({ faults }) => (faults > 0 ? "red" : undefined),
    },
    { title: "TOPIC", least: 14, text: ({ topic }) => topic },
    { title: "PAYLOAD", least: 12, spare: 3, text: ({ payloadType }) => payloadType },
  ];
}
