// What a case can come to.

/**
 * `non-strict`: a SHOULD was not kept. `skipped`: it cannot be played here. `could-not-run`: there was nobody to play with. A case that is
 * listed as known to fail is an `expected-fail`, and, when it passes, an `unexpected-pass`: the list is out of date.
 */
export type Verdict =
  | "pass"
  | "non-strict"
  | "skipped"
  | "expected-fail"
  | "fail"
  | "unexpected-pass"
  | "could-not-run";

export interface Result {
  /** `group/name[variant]` */
  readonly id: string;
  readonly group: string;
  readonly verdict: Verdict;
  readonly requirements: readonly string[];
  /** Why it is not a pass; empty for one. */
  readonly detail: string;
  readonly ms: number;
}

/** Verdicts in the order in which they are counted, with what people call them. */
export const VERDICTS: Readonly<Record<Verdict, string>> = {
  pass: "passed",
  fail: "failed",
  "unexpected-pass": "passed unexpectedly",
  "could-not-run": "could not run",
  "expected-fail": "failed as expected",
  "non-strict": "non-strict",
  skipped: "skipped",
};

/** Whether the run as a whole is none to be content with. */
export function isBad(verdict: Verdict): boolean {
  return verdict === "fail" || verdict === "unexpected-pass" || verdict === "could-not-run";
}

export function countVerdicts(results: readonly Result[]): Readonly<Partial<Record<Verdict, number>>> {
  const counts: Partial<Record<Verdict, number>> = {};
  for (const { verdict } of results) counts[verdict] = (counts[verdict] ?? 0) + 1;
  return counts;
}

/** `12 passed, 1 failed`. */
export function countsText(results: readonly Result[]): string {
  const counts = countVerdicts(results);
  const named = Object.entries(VERDICTS) as [Verdict, string][];
  const parts = named
    .filter(([verdict]) => (counts[verdict] ?? 0) > 0)
    .map(([verdict, name]) => `${counts[verdict]} ${name}`);
  return parts.length === 0 ? "no cases" : parts.join(", ");
}
