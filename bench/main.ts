// `npm run bench`: how fast is it, beside others, on this machine, now? See docs/performance.md.

import { describeMachine, clientVersions } from "./machine.ts";
import { nowMs } from "./now.ts";
import { type Options, parseOptions, USAGE } from "./options.ts";
import { writeReport } from "./report/markdown.ts";
import { store } from "./report/store.ts";
import { headLines, rowLines, targetLines } from "./report/terminal.ts";
import type { RowResult, RunResult } from "./result.ts";
import type { Context, Row } from "./row.ts";
import { rows } from "./rows/index.ts";
import { peerVersions } from "./systems/index.ts";

const REPEATS = 5;
const QUICK_REPEATS = 3;
const CLEAR_LINE = "\r\u001B[K";

await main();

async function main(): Promise<void> {
  try {
    const options = parseOptions(process.argv.slice(2));
    if (options.mode === "help") print(USAGE);
    else if (options.mode === "list") for (const { name } of rows) print(name);
    else if (options.mode === "report") for (const file of writeReport()) print(`wrote ${file}`);
    else await measure(options);
  } catch (error) {
    process.stderr.write(`bench: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}

async function measure(options: Options): Promise<void> {
  const chosen = choose(options.only);
  const versions = peerVersions();
  const head = {
    date: new Date().toISOString().slice(0, 10),
    mode: options.quick ? "quick" : "full",
    repeats: options.quick ? QUICK_REPEATS : REPEATS,
    machine: describeMachine(),
    versions: { ...clientVersions(), ...mapMissing(versions) },
  } as const;
  headLines(head).forEach(print);
  const startedMs = nowMs();
  const context = { quick: options.quick, repeats: head.repeats, versions, also: options.also };
  const done = await measureRows(chosen, context);
  const result: RunResult = { ...head, ...done, seconds: Math.round((nowMs() - startedMs) / 1_000) };
  targetLines(result).forEach(print);
  print(`\n${result.seconds} s`);
  if (result.failures.length > 0) process.exitCode = 1;
  else if (chosen.length === rows.length && options.also.length === 0) print(`stored in ${store(result)}`);
}

/** A row that fails takes no other with it. */
async function measureRows(
  chosen: readonly Row[],
  context: Omit<Context, "progress">,
): Promise<Pick<RunResult, "rows" | "failures">> {
  const done: RowResult[] = [];
  const failures: string[] = [];
  for (const row of chosen) {
    try {
      const result = await row.measure({ ...context, progress: (text) => showProgress(`${row.name}: ${text}`) });
      done.push(result);
      showProgress("");
      rowLines(result).forEach(print);
    } catch (error) {
      showProgress("");
      failures.push(`${row.name}: ${error instanceof Error ? error.message : String(error)}`);
      print(`\n✗ ${failures.at(-1)}`);
    }
  }
  return { rows: done, failures };
}

function choose(only: readonly string[]): readonly Row[] {
  const unknown = only.find((name) => !rows.some((row) => row.name === name));
  if (unknown === undefined) return only.length === 0 ? rows : rows.filter(({ name }) => only.includes(name));
  throw new Error(`There is no row "${unknown}". There are: ${rows.map(({ name }) => name).join(", ")}.`);
}

function mapMissing(versions: Readonly<Record<string, string | undefined>>): Record<string, string | null> {
  return Object.fromEntries(Object.entries(versions).map(([name, version]) => [name, version ?? null]));
}

/** For whoever watches: one line that is overwritten. */
function showProgress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(CLEAR_LINE + text);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
