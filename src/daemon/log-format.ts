// A line of the log, for who reads it: JSON for programs; for people a line with colours, if they look at a terminal; and for the journal a
// line that begins with its priority (sd-daemon(3)), because the journal keeps the time and the process by itself. Much of a line may come
// from a client, so none steers a terminal, and none becomes two.

import { fstatSync } from "node:fs";
import { printable } from "../cli/printable.ts";
import { type Format, plain, type Style, styleFor } from "../cli/style.ts";
import { timeOfDay } from "../cli/time-of-day.ts";
import type { Environment } from "../config.ts";

export const LOG_FORMATS = ["auto", "json", "pretty", "journal"] as const;

/** `auto` is what fits where the log goes. */
export type LogFormat = (typeof LOG_FORMATS)[number];

/** From a line as JSON, to the line that is written; both without the end of the line. */
export type LineFormat = (json: string) => string;

/** A stream that the log goes to. */
export interface LogStream {
  readonly fd?: number;
  readonly isTTY?: boolean;
}

/** What pino puts into each line, and what we say in it. `data` is what the message says already, for programs. */
interface Line {
  readonly level: number;
  readonly time: string;
  readonly msg: string;
  readonly pid?: number;
  readonly data?: unknown;
  readonly [field: string]: unknown;
}

/** By pino's numbers, the gravest first: what a terminal shows, and what the journal is told. */
const LEVELS: readonly { from: number; label: string; colour: Format; priority: number }[] = [
  { from: 60, label: "FATAL", colour: ["red", "bold"], priority: 2 },
  { from: 50, label: "ERROR", colour: "red", priority: 3 },
  { from: 40, label: "WARN ", colour: "yellow", priority: 4 },
  { from: 30, label: "INFO ", colour: "green", priority: 6 },
  { from: 0, label: "DEBUG", colour: "dim", priority: 7 },
];

export function lineFormat(format: LogFormat, stream: LogStream, env: Environment): LineFormat {
  switch (format === "auto" ? fittingFormat(stream, env) : format) {
    case "journal":
      return journalLine;
    case "pretty":
      return prettyLine(styleFor(stream, env));
    default:
      return printable;
  }
}

/** Whether what is written to `stream` goes to the journal: JOURNAL_STREAM is device and inode of what systemd has connected to it. */
export function isJournal({ fd }: LogStream, { JOURNAL_STREAM }: Environment): boolean {
  if (fd === undefined || JOURNAL_STREAM === undefined) return false;
  try {
    const { dev, ino } = fstatSync(fd);
    return JOURNAL_STREAM === `${dev}:${ino}`;
  } catch {
    return false;
  }
}

/** `<3>`: what the journal takes for a line about an error. */
export const JOURNAL_ERROR = "<3>";

function fittingFormat(stream: LogStream, env: Environment): Exclude<LogFormat, "auto"> {
  if (isJournal(stream, env)) return "journal";
  return stream.isTTY === true ? "pretty" : "json";
}

function journalLine(json: string): string {
  const line = JSON.parse(json) as Line;
  return `<${levelOf(line).priority}>${textOf(line, plain)}`;
}

/** `16:03:22.123+02:00 WARN  dropped 4,182 for api[311] in 10 s` */
function prettyLine(style: Style): LineFormat {
  return (json) => {
    const line = JSON.parse(json) as Line;
    const { label, colour } = levelOf(line);
    return `${style("dim", timeOfDay(Date.parse(line.time), false))} ${style(colour, label)} ${textOf(line, style)}`;
  };
}

function levelOf({ level }: Line): (typeof LEVELS)[number] {
  return LEVELS.find(({ from }) => level >= from) ?? LEVELS.at(-1)!;
}

/** The message, then `name=value` for each field. */
function textOf({ level: _level, time: _time, pid: _pid, msg, data: _data, ...fields }: Line, style: Style): string {
  const said = fieldsOf(fields).map(([name, value]) => `${style("dim", `${printable(name)}=`)}${printable(value)}`);
  return [printable(msg), ...said].join("  ");
}

function fieldsOf(fields: object, prefix = ""): [name: string, value: string][] {
  return Object.entries(fields).flatMap(([name, value]: [string, unknown]) => {
    if (typeof value === "object" && value !== null) return fieldsOf(value, `${prefix}${name}.`);
    return [[prefix + name, typeof value === "string" && /^[^\s"=]+$/.test(value) ? value : JSON.stringify(value)]];
  });
}
