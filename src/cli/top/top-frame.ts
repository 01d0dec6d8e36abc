// A frame of `decnet bus top`: the lines that a state is on a screen of some size. The same state and size are the same lines.

import type { ClientStatus } from "../../client/bus-status.ts";
import { cut, fit, widthOf } from "../fit.ts";
import { printable } from "../printable.ts";
import { counted, duration, grouped, shortRate } from "../quantity.ts";
import type { Size } from "../screen.ts";
import {
  droppedColumn,
  headLines,
  nameColumn,
  omittedLine,
  patternsColumn,
  pidColumn,
  queueColumn,
} from "../status-table.ts";
import type { Style } from "../style.ts";
import { type Column, tableLines } from "../table.ts";
import { sparkline } from "./sparkline.ts";
import { type Sort, sortedRows, type TopRow, type TopState } from "./top-state.ts";

export interface FrameOptions {
  readonly socket: string;
  readonly nowMs: number;
  readonly intervalS: number;
  readonly style: Style;
}

const ACTIVITY_WIDTH = 10;
/** What stands above the connections: a line for each, and the titles. Rates that are drawn take more room than those that are said. */
const HEAD_ROWS = { drawn: 8, said: 5 };
/** With less room than for so many connections, rates are said. */
const LEAST_CONNECTIONS = 2;

function drawsRates({ rows }: Size): boolean {
  return rows - HEAD_ROWS.drawn - 1 >= LEAST_CONNECTIONS;
}

/** How many connections fit on a screen. */
export function pageRows(size: Size): number {
  return Math.max(0, size.rows - (drawsRates(size) ? HEAD_ROWS.drawn : HEAD_ROWS.said) - 1);
}

/** Exactly as many lines as the screen has, none of them wider. */
export function topFrame(state: TopState, size: Size, options: FrameOptions): string[] {
  const body = state.help ? HELP : bodyLines(state, size, options);
  const lines = body.slice(0, Math.max(0, size.rows - 1));
  const filled = [...lines, ...Array.from({ length: size.rows - 1 - lines.length }, () => "")];
  return [...filled, footLine(state, size, options.style)].map((line) => cut(line, size.columns));
}

function bodyLines(state: TopState, size: Size, options: FrameOptions): string[] {
  const { status } = state;
  const { style, socket } = options;
  if (status === undefined) return [stateLine(state, options)];
  const [bus, totals, events] = headLines(status, socket, style);
  const rows = sortedRows(state);
  const page = pageRows(size);
  const offset = offsetOf(state, size);
  return [
    bus!,
    totals!,
    ...(drawsRates(size) ? [] : [events!]),
    stateLine(state, options),
    ...(drawsRates(size) ? [...rateLines(state, size, style), ""] : []),
    ...tableLines(columnsOf(state), rows.slice(offset, offset + page), {
      width: size.columns,
      style,
      marked: titleOf(state),
    }),
  ];
}

/** There may be fewer rows than when they were scrolled over. */
function offsetOf({ status, offset }: TopState, size: Size): number {
  return Math.max(0, Math.min(offset, (status?.connections.length ?? 0) - pageRows(size)));
}

/** Whether one sees what is. */
function stateLine({ status, away, paused, restarted }: TopState, { nowMs, intervalS, style }: FrameOptions): string {
  if (away !== undefined) {
    const since = duration(Math.max(0, nowMs - away.sinceMs) / 1_000);
    return style("red", printable(`NO BUS for ${since}, trying again: ${away.why}`));
  }
  if (paused) return style("yellow", "PAUSED; space goes on");
  const omitted = omittedLine(status?.connectionsOmitted ?? 0);
  const parts = [`every ${intervalS} s`, ...(restarted ? ["the bus was restarted"] : []), omitted ?? []].flat();
  return style("dim", parts.join("; "));
}

function rateLines({ status, history }: TopState, { columns }: Size, style: Style): string[] {
  const { totals } = status!;
  const line = (title: string, perSecond: number, count: number, values: readonly number[], loss: boolean): string => {
    const head = `${fit(title, 8)}${fit(shortRate(perSecond), 6, "right")}/s  ${fit(grouped(count), 15, "right")}  `;
    const drawn = sparkline(values, Math.max(0, columns - widthOf(head)));
    return loss && count > 0 ? style("red", head + drawn) : head + style("green", drawn);
  };
  return [
    line("in", totals.eventsInPerS, totals.eventsIn, history.in, false),
    line("out", totals.eventsOutPerS, totals.eventsOut, history.out, false),
    line("dropped", totals.eventsDroppedPerS, totals.eventsDropped, history.dropped, true),
  ];
}

const TITLES: Readonly<Record<Sort, string>> = {
  name: "NAME",
  pid: "PID",
  queue: "QUEUE",
  in: "IN/S",
  out: "OUT/S",
  drop: "DROP/S",
  dropped: "DROPPED",
};

function columnsOf(state: TopState): Column<TopRow>[] {
  const marked = (sort: Sort): string => (sort === state.sort ? titleOf(state) : TITLES[sort]);
  const rate = (sort: Sort, of: (row: TopRow) => number): Column<TopRow> => {
    return { title: marked(sort), align: "right", text: (row) => shortRate(of(row)) };
  };
  return [
    ofClient(nameColumn, marked("name")),
    ofClient(pidColumn, marked("pid")),
    ofClient(queueColumn(state.status!), marked("queue")),
    rate("in", ({ client }) => client.eventsInPerS),
    rate("out", ({ client }) => client.eventsOutPerS),
    rate("drop", ({ client }) => client.eventsDroppedPerS),
    ofClient(droppedColumn, marked("dropped")),
    {
      title: "ACTIVITY",
      spare: 1,
      text: ({ activity }) => sparkline(activity, ACTIVITY_WIDTH),
      format: () => "green",
    },
    { ...ofClient(patternsColumn, patternsColumn.title), least: 8, spare: 2 },
  ];
}

/** A column of `decnet bus status`, here. */
function ofClient({ text, format, ...column }: Column<ClientStatus>, title: string): Column<TopRow> {
  return { ...column, title, text: ({ client }) => text(client), format: ({ client }) => format?.(client) };
}

function titleOf({ sort, reversed }: TopState): string {
  // Text goes from A, numbers from the largest.
  const falls = (sort === "name") === reversed;
  return `${TITLES[sort]}${falls ? "▼" : "▲"}`;
}

function footLine(state: TopState, size: Size, style: Style): string {
  const all = state.status?.connections.length ?? 0;
  const offset = offsetOf(state, size);
  const page = pageRows(size);
  const last = Math.min(all, offset + page);
  const place = all > page && page > 0 ? `${offset + 1}-${last} of ${counted(all, "connection")}  ` : "";
  return style("dim", `${place}q quit  ←→ column  r reverse  space pause  ? help`);
}

const HELP: readonly string[] = [
  "decnet bus top: who is connected, what they send and get, and what they lose",
  "",
  "  q, Ctrl-C     end",
  "  left, right   sort by another column",
  "  n p u         sort by name, process, queue",
  "  i o d D       sort by events in, out, dropped (a second), dropped in all",
  "  r             the other way round",
  "  up, down      scroll; also page up and down, home, end",
  "  space         pause, and go on",
  "  Ctrl-Z        back to the shell; fg comes back",
  "  ?             this page, and back",
  "",
  "IN    events that it published      OUT   events that it was sent",
  "QUEUE events that wait for it       DROP  events that it lost, because it reads too slowly",
];
