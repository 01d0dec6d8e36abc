// What a campaign found, and the figures that it leaves: as JSON, and as a table for people.

import type { Tally } from "./hostile-peer.ts";
import type { LogFigures } from "./log-watch.ts";
import type { GuestReport } from "./messages.ts";
import type { Ending } from "./verdicts/ending.ts";
import { byMinute, judgeMemory, type MemorySample, mib } from "./verdicts/memory.ts";

/** `start` a daemon, `connect` its guests, `attack`, let the attackers `leave`, `settle` accounts, `stop` it. */
export type Phase = "start" | "connect" | "attack" | "leave" | "settle" | "stop";

export interface Finding {
  readonly phase: Phase;
  readonly what: string;
}

export interface CampaignReport {
  readonly seed: number;
  readonly attackSeconds: number;
  /** Of processor time that the daemon used meanwhile. */
  readonly cpuSeconds: number;
  /** None: it survived. */
  readonly findings: readonly Finding[];
  readonly attacks: Readonly<Record<string, Tally>>;
  readonly guests: GuestReport | undefined;
  readonly samples: readonly MemorySample[];
  readonly log: LogFigures | undefined;
  readonly ending: Ending | undefined;
}

/** Lines of Markdown. */
export function reportLines(report: CampaignReport): string[] {
  const { seed, attackSeconds, cpuSeconds, findings } = report;
  const head = `Seed ${seed}, ${attackSeconds.toFixed(0)} s of attack, ${cpuSeconds.toFixed(0)} s of the daemon's processor time.`;
  return [
    head,
    "",
    ...attackTable(report),
    "",
    ...guestTable(report.guests),
    "",
    ...memoryTable(report.samples),
    "",
    ...logLines(report),
    ...endingLines(report.ending),
    "",
    ...(findings.length === 0
      ? ["Nothing was found."]
      : findings.map(({ phase, what }) => `FOUND (seed ${seed}, phase ${phase}): ${what}`)),
  ];
}

function attackTable({ attacks }: CampaignReport): string[] {
  const rows = Object.entries(attacks).map(([name, tally]) => attackRow(name, tally));
  const sum = (key: keyof Tally): number => Object.values(attacks).reduce((total, tally) => total + tally[key], 0);
  const total = { rounds: sum("rounds"), connections: sum("connections"), notConnected: sum("notConnected") };
  return [
    "| attack | rounds | connections | not connected | sent | received |",
    "|---|---|---|---|---|---|",
    ...rows,
    attackRow("all", { ...total, bytesSent: sum("bytesSent"), bytesReceived: sum("bytesReceived") }),
  ];
}

function attackRow(name: string, { rounds, connections, notConnected, bytesSent, bytesReceived }: Tally): string {
  return `| ${name} | ${rounds} | ${connections} | ${notConnected} | ${mib(bytesSent)} | ${mib(bytesReceived)} |`;
}

function guestTable(guests: GuestReport | undefined): string[] {
  if (guests === undefined) return ["The well-behaved clients gave no report."];
  return [
    "| client | published, or matched | received | told as lost | gaps | p50 | p99 | max |",
    "|---|---|---|---|---|---|---|---|",
    ...guests.pairs.map(
      ({ name, published, received, dropped, gaps, p50Ms, p99Ms, maxMs }) =>
        `| ${name} pair | ${published} | ${received} | ${dropped} | ${gaps} | ${ms(p50Ms)} | ${ms(p99Ms)} | ${ms(maxMs)} |`,
    ),
    ...guests.witnesses.map(
      ({ name, matched, received, dropped }) => `| ${name} witness | ${matched} | ${received} | ${dropped} | | | | |`,
    ),
  ];
}

function memoryTable(samples: readonly MemorySample[]): string[] {
  const verdict = judgeMemory(samples);
  const minutes = byMinute(samples).map(
    ({ minute, minBytes, medianBytes, maxBytes }) =>
      `| ${minute + 1} | ${mib(minBytes)} | ${mib(medianBytes)} | ${mib(maxBytes)} |`,
  );
  const verdictLine =
    verdict === undefined
      ? "Too few samples to judge the memory."
      : `Median of the second third ${mib(verdict.secondThirdBytes)}, of the last ${mib(verdict.lastThirdBytes)}; bound ${mib(verdict.boundBytes)}.`;
  return ["| minute | RSS min | median | max |", "|---|---|---|---|", ...minutes, "", verdictLine];
}

function logLines({ log, attackSeconds }: CampaignReport): string[] {
  if (log === undefined) return [];
  const rate = (log.lines / attackSeconds).toFixed(0);
  return [
    `Log: ${log.lines} lines (${mib(log.bytes)}), ${rate} a second, at most ${log.maxLinesPerSecond} in one.`,
    "",
    "| log message | lines |",
    "|---|---|",
    ...Object.entries(log.messages).map(([message, lines]) => `| ${message} | ${lines} |`),
    "",
  ];
}

function endingLines(ending: Ending | undefined): string[] {
  if (ending === undefined) return ["The daemon was not stopped in order."];
  const { openFilesBefore, openFilesAfter, exit, stopMs } = ending;
  const ended = exit === undefined ? "did not end" : `ended with ${exit.signal ?? exit.code} after ${ms(stopMs)}`;
  return [`Open files: ${openFilesBefore} before, ${openFilesAfter} after. On SIGTERM it ${ended}.`];
}

function ms(value: number): string {
  return `${value.toFixed(1)} ms`;
}
