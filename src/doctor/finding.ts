// What a check comes to.

/** What a failure is about, which decides with what status the doctor ends. */
export type Trouble = "unavailable" | "permission" | "configuration";

interface Seen {
  /** One line: what was seen. */
  readonly seen: string;
  /** What mends it, with the command. */
  readonly mend?: string;
}

/** `skipped`: it cannot be seen from here, or there is nothing to see. `warn`: it works, and not as somebody may think. */
export type Outcome =
  | (Seen & { readonly verdict: "pass" | "skipped" })
  | (Seen & { readonly verdict: "warn"; readonly mend: string })
  | (Seen & { readonly verdict: "fail"; readonly mend: string; readonly trouble: Trouble });

export type Finding = Outcome & { readonly check: string };

export const pass = (seen: string): Outcome => ({ verdict: "pass", seen });
export const skipped = (seen: string): Outcome => ({ verdict: "skipped", seen });
export const warn = (seen: string, mend: string): Outcome => ({ verdict: "warn", seen, mend });
export const fail = (trouble: Trouble, seen: string, mend: string): Outcome => ({
  verdict: "fail",
  seen,
  mend,
  trouble,
});

/** What can never work comes before what is not permitted, and that before what is merely not there. */
const WORST_FIRST: readonly Trouble[] = ["configuration", "permission", "unavailable"];

/** Of all failures; undefined if there is none. */
export function worstTrouble(findings: readonly Finding[]): Trouble | undefined {
  const troubles = new Set(findings.flatMap((finding) => (finding.verdict === "fail" ? [finding.trouble] : [])));
  return WORST_FIRST.find((trouble) => troubles.has(trouble));
}
