// What a run over our own came to. It is stricter than `decnet bus conformance`: of ours nothing is known to fail, and nothing may be left out.

import { exitOf } from "../../conformance/runner/run-conformance.ts";
import type { Result } from "../../conformance/runner/verdicts.ts";

export const EXIT_USAGE = 2;
export const EXIT_FAILED = 70;
const EXIT_COULD_NOT_RUN = 69;

/** 0 only if every case has passed: one that was skipped, or broke a SHOULD, is a failure here. */
export function exitStatusOf(results: readonly Result[]): number {
  if (exitOf(results) === "could-not-run") return EXIT_COULD_NOT_RUN;
  return results.every(({ verdict }) => verdict === "pass") ? 0 : EXIT_FAILED;
}
