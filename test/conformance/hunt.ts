// Whether the suite finds a mutant, by the case that must, and for the reason that it is there for.

import { join } from "node:path";
import { runConformance } from "../../conformance/runner/run-conformance.ts";
import { PROJECT_ROOT } from "../../tools/run-buf.ts";

// Every mutant is a process of its own, and most of what its start takes is to compile the same modules again.
process.env["NODE_COMPILE_CACHE"] ??= join(PROJECT_ROOT, "build/compile-cache");

export type Side = "broker" | "client";

export interface Mutation {
  /** The case that must fail, and what it cites. */
  readonly caught: readonly [id: string, requirement: string];
}

/** The program that is all mutants of a side, by name. */
const PROGRAMS: Readonly<Record<Side, string>> = { broker: "mutant-broker.ts", client: "mutant-client.ts" };

/** What came of a hunt. */
export interface Catch {
  /** Why the mutant has survived, with the whole report; undefined if it has not. */
  readonly survived: string | undefined;
  /** The failure that gave it away. */
  readonly seen: string;
}

/** Plays that case. */
export async function hunt(side: Side, name: string, { caught: [id, requirement] }: Mutation): Promise<Catch> {
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
  const failed = results.find(
    ({ verdict, requirements }) =>
      (verdict === "fail" || verdict === "non-strict") && requirements.includes(requirement),
  );
  const seen = failed?.detail ?? "";
  if (failed === undefined || !report.includes(requirement))
    return { survived: `no case that fails names ${requirement}:\n${report}`, seen };
  // It is to be found by what it does, and not because it fell over.
  return { survived: report.includes("ended by itself") ? report : undefined, seen };
}
