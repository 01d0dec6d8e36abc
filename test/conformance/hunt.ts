// Whether the suite finds a mutant, by the case that must, and for the reason that it is there for.

import { join } from "node:path";
import { runConformance } from "../../conformance/runner/run-conformance.ts";
import { PROJECT_ROOT } from "../../tools/run-buf.ts";

export type Side = "broker" | "client";

export interface Mutation {
  /** The case that must fail, and what it cites. */
  readonly caught: readonly [id: string, requirement: string];
}

/** The program that is all mutants of a side, by name. */
const PROGRAMS: Readonly<Record<Side, string>> = { broker: "mutant-broker.ts", client: "mutant-client.ts" };

/** Plays that case. Returns why the mutant has survived; undefined if it has not. */
export async function hunt(
  side: Side,
  name: string,
  { caught: [id, requirement] }: Mutation,
): Promise<string | undefined> {
  let report = "";
  const results = await runConformance({
    root: PROJECT_ROOT,
    side,
    command: [process.execPath, join(import.meta.dirname, PROGRAMS[side]), name],
    only: [id],
    patienceMs: 3_000,
    startMs: 60_000,
    report: { write: (text) => (report += text), live: false, colour: false },
  });
  const failed = results.filter(({ verdict }) => verdict === "fail" || verdict === "non-strict");
  if (!failed.some(({ requirements }) => requirements.includes(requirement)) || !report.includes(requirement))
    return `no case that fails names ${requirement}:\n${report}`;
  // It is to be found by what it does, and not because it fell over.
  return report.includes("ended by itself") ? report : undefined;
}
