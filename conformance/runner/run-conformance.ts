// A whole run: cases, broker, reports. What `decnet bus conformance` calls.

import { globSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { clientStage } from "./client-stage.ts";
import { commandedBroker } from "./commanded-broker.ts";
import { KnownFailing } from "./known-failing.ts";
import { listeningBroker } from "./listening-broker.ts";
import { type LoadedSuite, loadSuite, type PlayableCase, type Side, SuiteError } from "./load-suite.ts";
import { htmlReport } from "./report-html.ts";
import { junitReport } from "./report-junit.ts";
import { type ReportTo, TerminalReport } from "./report-terminal.ts";
import { type Requirement, requirementsOf } from "./requirements.ts";
import { runSuites } from "./run-suites.ts";
import { brokerStage, type Stage } from "./stage.ts";
import { countVerdicts, type Result } from "./verdicts.ts";

export interface ConformanceOptions {
  /** Who is under test. Default: the broker. */
  readonly side?: Side;
  /** Starts the broker, or the client, under test. Default: this package's own, as `npm run build` has made it. */
  readonly command?: readonly string[];
  /** What reports call it. Default: its command. */
  readonly title?: string;
  /** The socket of a broker that listens already, in place of a command. */
  readonly socket?: string;
  /** The folder of the package: conformance/cases and docs/protocol.md are in it. */
  readonly root: string;
  /** Another folder of cases. */
  readonly cases?: string;
  /** Plays the cases whose id holds one of these. Default: all. */
  readonly only?: readonly string[];
  /** File with the ids of cases that are known to fail. */
  readonly knownFailing?: string;
  /** How long to wait for anything in a conversation. */
  readonly patienceMs: number;
  /** How long a broker may take to listen, and a client to connect for the first time. Default: patienceMs. */
  readonly startMs?: number;
  readonly report: ReportTo;
  /** Takes each result, and a summary at the end, as a line of JSON. */
  readonly jsonLine?: (line: string) => void;
  /** Files to write reports to. */
  readonly junit?: string;
  readonly html?: string;
}

/** What is wrong with how it was called: files, names, cases. */
class ConformanceUsageError extends Error {
  override readonly name = "ConformanceUsageError";
}

/** Resolves with all results. @throws ConformanceUsageError, SuiteError before anything is played. */
export async function runConformance(options: ConformanceOptions): Promise<readonly Result[]> {
  const suites = loadSuites(options).filter(({ side }) => side === (options.side ?? "broker"));
  const all = suites.flatMap(({ cases }) => cases);
  const knownFailing = readKnownFailing(options, all);
  const chosen = choose(suites, options.only);
  const requirements = readRequirements(options.root);
  const stage = await stageOf(options);
  const terminal = new TerminalReport(options.report, chosen, requirements);
  try {
    const results = await runSuites({
      suites: chosen,
      stage,
      knownFailing,
      onCase: (playable) => terminal.begins(playable),
      onResult: (result) => {
        terminal.took(result);
        options.jsonLine?.(JSON.stringify({ kind: "case", ...result }));
      },
    });
    const target = targetOf(options);
    terminal.summary(target);
    options.jsonLine?.(JSON.stringify({ kind: "summary", target, ...countVerdicts(results) }));
    if (options.junit !== undefined) writeFileSync(options.junit, junitReport(target, results));
    if (options.html !== undefined)
      writeFileSync(options.html, htmlReport({ target, suites: chosen, results, requirements }));
    return results;
  } finally {
    await stage.dispose();
  }
}

/** All cases of the folder, in the order of the files' names. */
function loadSuites({
  root,
  cases = join(root, "conformance", "cases"),
}: Pick<ConformanceOptions, "root" | "cases">): LoadedSuite[] {
  const files = globSync("*.yaml", { cwd: cases }).toSorted();
  if (files.length === 0) throw new ConformanceUsageError(`there are no cases (*.yaml) in ${cases}`);
  return files.map((file) =>
    loadSuite(relative(process.cwd(), join(cases, file)), readFileSync(join(cases, file), "utf8")),
  );
}

export function readRequirements(root: string): ReadonlyMap<string, Requirement> {
  return requirementsOf(readFileSync(join(root, "docs", "protocol.md"), "utf8"));
}

/** What a run as a whole came to. */
export function exitOf(results: readonly Result[]): "well" | "failed" | "could-not-run" {
  if (results.some(({ verdict }) => verdict === "fail" || verdict === "unexpected-pass")) return "failed";
  return results.some(({ verdict }) => verdict === "could-not-run") ? "could-not-run" : "well";
}

/** The cases that would be played. @throws ConformanceUsageError, SuiteError */
export function casesOf(
  options: Pick<ConformanceOptions, "root" | "cases" | "only" | "side">,
): readonly PlayableCase[] {
  const suites = loadSuites(options).filter(({ side }) => side === (options.side ?? "broker"));
  return choose(suites, options.only).flatMap(({ cases }) => cases);
}

/** Whether the caller, or a file that the caller gave, is at fault. */
export function isUsageError(error: unknown): error is Error {
  return error instanceof ConformanceUsageError || error instanceof SuiteError;
}

function readKnownFailing({ knownFailing }: ConformanceOptions, cases: readonly PlayableCase[]): KnownFailing {
  if (knownFailing === undefined) return new KnownFailing("");
  let text: string;
  try {
    text = readFileSync(knownFailing, "utf8");
  } catch (error) {
    throw new ConformanceUsageError(`the list of known failures cannot be read: ${(error as Error).message}`);
  }
  const list = new KnownFailing(text);
  const strangers = list.strangers(cases.map(({ id }) => id));
  if (strangers.length > 0)
    throw new ConformanceUsageError(`${knownFailing} names what is no case: ${strangers.join(", ")}`);
  return list;
}

function choose(suites: readonly LoadedSuite[], only: readonly string[] = []): readonly LoadedSuite[] {
  if (only.length === 0) return suites;
  const chosen = suites
    .map((suite) => ({ ...suite, cases: suite.cases.filter(({ id }) => only.some((part) => id.includes(part))) }))
    .filter(({ cases }) => cases.length > 0);
  if (chosen.length === 0) throw new ConformanceUsageError(`no case has ${only.join(" or ")} in its name`);
  return chosen;
}

/** This package's own as ones under test, beside the bundle of the command line. */
const OWN = { broker: "dist/cli/conformance-broker.js", client: "dist/cli/conformance-client.js" };

async function stageOf(options: ConformanceOptions): Promise<Stage> {
  const { side = "broker", command, socket, patienceMs, startMs = patienceMs, root } = options;
  const started = command ?? [process.execPath, join(root, OWN[side])];
  if (side === "client") return clientStage(started, patienceMs, startMs);
  return brokerStage(
    socket === undefined ? await commandedBroker(started, patienceMs, startMs) : listeningBroker(socket),
    patienceMs,
  );
}

function targetOf({ side = "broker", title, command, socket }: ConformanceOptions): string {
  return title ?? socket ?? command?.map((part) => basename(part)).join(" ") ?? `the ${side} of decnet-bus`;
}
