// The figures of a run, as tables for people.

import { mib } from "../fuzz/verdicts/memory.ts";
import type { GrowthVerdict } from "./belongings.ts";
import type { Belongings } from "./messages.ts";
import type { ChaosReport } from "./run.ts";
import type { StandstillReport } from "./standstill.ts";
import type { StormReport } from "./storm.ts";

/** Lines of Markdown. */
export function reportLines({ seed, storm, standstill, findings }: ChaosReport): string[] {
  return [
    ...(storm === undefined ? [] : [...stormLines(storm), ""]),
    ...(standstill === undefined ? [] : [...standstillLines(standstill), ""]),
    ...(findings.length === 0
      ? [`Nothing was found (seed ${seed}).`]
      : findings.map(({ where, what }) => `FOUND (seed ${seed}, ${where}): ${what}`)),
  ];
}

function stormLines(storm: StormReport): string[] {
  const { clients } = storm;
  const sum = (figure: (client: StormReport["clients"][number]) => number): number =>
    clients.reduce((total, client) => total + figure(client), 0);
  const events = [
    `${sum(({ published }) => published)} events published`,
    `${sum(({ refused }) => refused)} not taken without a connection`,
    `${sum(({ received }) => received)} received`,
    `${sum(({ holes }) => holes)} holes of ${sum(({ missed }) => missed)} events`,
    `${sum(({ gaps }) => gaps)} gaps`,
  ];
  return [
    `kill -9 and restart: ${storm.cycles} cycles in ${storm.seconds.toFixed(0)} s, ${clients.length} clients; ${events.join(", ")}.`,
    "",
    "| each client, each cycle | median | p99 | max |",
    "|---|---|---|---|",
    timesRow("from the kill to connected, and subscribed again", storm.backMs),
    timesRow("the same, from the moment at which the new daemon listened", storm.afterListeningMs),
    timesRow("from the kill until it had heard every client", storm.hearsAllMs),
    "",
    ...growthTable(storm.growth),
  ];
}

function timesRow(what: string, times: readonly number[]): string {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number): string => ms(sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN);
  return `| ${what} | ${at(0.5)} | ${at(0.99)} | ${at(1)} |`;
}

function growthTable(growth: readonly GrowthVerdict[]): string[] {
  if (growth.length === 0) return ["Too few cycles to judge whether a client process grows."];
  return [
    "| client process | RSS, cycles 10 to 19, median | the last 10 | open files | listeners | active resources |",
    "|---|---|---|---|---|---|",
    ...growth.map(
      ({ process, warm, end }) =>
        `| ${process} | ${mib(warm.rssBytes)} | ${mib(end.rssBytes)} | ${warm.openFiles} → ${end.openFiles} | ${warm.listeners} → ${end.listeners} | ${resources(warm)} → ${resources(end)} |`,
    ),
  ];
}

function resources({ resources: counts }: Belongings): string {
  return Object.entries(counts)
    .map(([name, count]) => `${count} ${name}`)
    .join(", ");
}

function standstillLines(report: StandstillReport): string[] {
  const { publisher, subscriber, stoppedSeconds } = report;
  const head = `Stopped broker: ${stoppedSeconds} s under a publisher at full speed.`;
  if (publisher === undefined || subscriber === undefined) return [`${head} It gave no report.`];
  const { turns } = publisher;
  const missing = publisher.published - publisher.overflow - subscriber.droppedByBroker - subscriber.received;
  const rows: [string, string][] = [
    ["published", String(publisher.published)],
    ["received", String(subscriber.received)],
    ["notPublished.overflow", `${publisher.overflow}, ${report.overflowWhileStopped} while stopped`],
    ["dropped by the broker for the subscriber", String(subscriber.droppedByBroker)],
    ["not accounted for", String(missing)],
    ["reconnects, publisher and subscriber", `${publisher.reconnects}, ${subscriber.reconnects}`],
    ["RSS of the publisher before, median", mib(report.rssWarmBytes)],
    ["second and last third of the stop, median", report.rssThirds.map(mib).join(", ")],
    ["growth to the last third, and its limit", `${mib(report.growthBytes)}, ${mib(report.growthLimitBytes)}`],
    ["max while stopped", mib(report.rssMaxBytes)],
    ["turns of its loop while stopped", String(turns.count)],
    ["a turn by the clock, p99 and max", `${ms(turns.p99Ms)}, ${ms(turns.maxMs)}`],
    ["a turn by processor time, p99 and max", `${ms(turns.p99CpuMs)}, ${ms(turns.maxCpuMs)}`],
    ["the longest collection of garbage, by the clock", ms(turns.longestGcMs)],
    ["flows again after", ms(report.resumedAfterMs ?? Number.NaN)],
  ];
  return [head, "", "| | |", "|---|---|", ...rows.map(([name, value]) => `| ${name} | ${value} |`)];
}

function ms(value: number): string {
  return `${value.toFixed(value < 100 ? 1 : 0)} ms`;
}
