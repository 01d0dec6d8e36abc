// All cases, one after the other, on one stage.

import type { KnownFailing } from "./known-failing.ts";
import type { LoadedSuite, PlayableCase } from "./load-suite.ts";
import { type Outcome, playCase } from "./play-case.ts";
import type { Stage } from "./stage.ts";
import type { Result, Verdict } from "./verdicts.ts";

export interface RunOptions {
  readonly suites: readonly LoadedSuite[];
  readonly stage: Stage;
  readonly knownFailing: KnownFailing;
  /** Hears of each result as it comes. */
  readonly onResult: (result: Result) => void;
  /** Hears of a case that begins. */
  readonly onCase?: (playable: PlayableCase) => void;
}

/** Plays every case; never rejects. */
export async function runSuites(options: RunOptions): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (const playable of options.suites.flatMap(({ cases }) => cases)) {
    options.onCase?.(playable);
    const startMs = performance.now();
    const outcome = await playCase(playable, options.stage);
    const result: Result = {
      id: playable.id,
      group: playable.group,
      verdict: verdictOf(outcome, options.knownFailing.has(playable.id)),
      requirements: playable.spec.requirements,
      detail: outcome.detail,
      ms: Math.round(performance.now() - startMs),
    };
    results.push(result);
    options.onResult(result);
  }
  return results;
}

function verdictOf({ verdict }: Outcome, known: boolean): Verdict {
  if (!known) return verdict;
  if (verdict === "pass") return "unexpected-pass";
  return verdict === "fail" || verdict === "non-strict" ? "expected-fail" : verdict;
}
