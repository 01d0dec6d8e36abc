// npm run conformance -- [--out FOLDER] [--only TEXT]… [NAME…]
//
// Holds everything of this repository that speaks the protocol against docs/protocol.md, one after the other: prints how each fares, and a
// table of all; writes pages, JUnit and JSON to build/conformance/. Exit status: 0 if every case has passed, none skipped; 70 if not, 69 if
// some could not run and none failed, 2 for wrong usage.

import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Side } from "../../conformance/runner/load-suite.ts";
import { casesOf, isUsageError, runConformance } from "../../conformance/runner/run-conformance.ts";
import { PROJECT_ROOT } from "../run-buf.ts";
import { EXIT_FAILED, EXIT_USAGE, exitStatusOf } from "./exit-status.ts";
import { IMPLEMENTATIONS, type Implementation } from "./implementations.ts";
import { overviewHtml } from "./overview-html.ts";
import { type Outcome, tablesOf, tableText } from "./table.ts";

/** Only a bound: nothing waits for it to pass. A machine may be busy, and a process slow to start. */
const PATIENCE_MS = 30_000;

interface Wanted {
  readonly out: string;
  readonly only: readonly string[];
  readonly implementations: readonly Implementation[];
}

function wantedOf(args: readonly string[]): Wanted {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      out: { type: "string", default: join(PROJECT_ROOT, "build/conformance") },
      only: { type: "string", multiple: true, default: [] },
    },
  });
  const names = IMPLEMENTATIONS.map(({ name }) => name);
  const stranger = positionals.find((name) => !names.includes(name));
  if (stranger !== undefined)
    throw new TypeError(`there is no implementation ${stranger}; there are ${names.join(", ")}`);
  const chosen = IMPLEMENTATIONS.filter(({ name }) => positionals.length === 0 || positionals.includes(name)).filter(
    ({ side }) => hasCases(side, values.only),
  );
  if (chosen.length === 0) throw new TypeError(`no case has ${values.only.join(" or ")} in its name`);
  return { ...values, implementations: chosen };
}

function hasCases(side: Side, only: readonly string[]): boolean {
  const ids = casesOf({ root: PROJECT_ROOT, side }).map(({ id }) => id);
  return only.length === 0 || ids.some((id) => only.some((part) => id.includes(part)));
}

async function hold(implementation: Implementation, { out, only }: Wanted): Promise<Outcome> {
  const { name, title, side, command } = implementation;
  const startMs = performance.now();
  const write = (text: string): void => void process.stdout.write(text);
  const results = await runConformance({
    root: PROJECT_ROOT,
    side,
    command,
    title,
    only,
    patienceMs: PATIENCE_MS,
    report: { write, live: process.stdout.isTTY, colour: process.stdout.isTTY && process.stdout.hasColors() },
    html: join(out, `${name}.html`),
    junit: join(out, `${name}.xml`),
  });
  write("\n");
  return { implementation, results, ms: performance.now() - startMs };
}

async function main(): Promise<number> {
  const wanted = wantedOf(process.argv.slice(2));
  // A client is a process for each case, and most of what that takes is to compile the same modules again.
  process.env["NODE_COMPILE_CACHE"] ??= join(PROJECT_ROOT, "build/compile-cache");
  mkdirSync(wanted.out, { recursive: true });
  // What is left of another run would be taken for this one's.
  for (const file of IMPLEMENTATIONS.flatMap(({ name }) => [`${name}.html`, `${name}.xml`]))
    rmSync(join(wanted.out, file), { force: true });
  const outcomes: Outcome[] = [];
  for (const implementation of wanted.implementations) outcomes.push(await hold(implementation, wanted));
  for (const table of tablesOf(outcomes)) console.log(`${tableText(table)}\n`);
  const results = outcomes.flatMap(({ implementation: { name, side }, results: own }) => ({
    name,
    side,
    results: own,
  }));
  writeFileSync(join(wanted.out, "results.json"), `${JSON.stringify(results, undefined, 2)}\n`);
  writeFileSync(join(wanted.out, "index.html"), overviewHtml(tablesOf(outcomes)));
  console.log(`Reports: ${join(wanted.out, "index.html")}`);
  return exitStatusOf(outcomes.flatMap(({ results: own }) => own));
}

try {
  process.exitCode = await main();
} catch (error) {
  const usage = isUsageError(error) || error instanceof TypeError;
  console.error(`conformance: ${usage ? error.message : String(error)}`);
  process.exitCode = usage ? EXIT_USAGE : EXIT_FAILED;
}
