// The results as JUnit XML, for machines that run many kinds of tests. A case that could not run is an error, an expected failure is skipped.

import { isBad, type Result } from "./verdicts.ts";

export function junitReport(target: string, results: readonly Result[]): string {
  const groups = [...Map.groupBy(results, ({ group }) => group)];
  const suites = groups.map(([group, cases]) => suiteXml(group, cases));
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="${text(target)}"${counts(results)}>`,
    ...suites,
    "</testsuites>",
    "",
  ].join("\n");
}

function suiteXml(group: string, results: readonly Result[]): string {
  return [`  <testsuite name="${text(group)}"${counts(results)}>`, ...results.map(caseXml), "  </testsuite>"].join(
    "\n",
  );
}

function caseXml(result: Result): string {
  const { id, group, ms } = result;
  const head = `    <testcase classname="${text(group)}" name="${text(id)}" time="${(ms / 1_000).toFixed(3)}"`;
  const outcome = outcomeXml(result);
  return outcome === "" ? `${head}/>` : `${head}>${outcome}</testcase>`;
}

function outcomeXml({ verdict, detail, requirements }: Result): string {
  const message = text(`${verdict}: ${detail} (${requirements.join(", ")})`);
  if (verdict === "could-not-run") return `<error message="${message}"/>`;
  if (isBad(verdict)) return `<failure message="${message}"/>`;
  return verdict === "pass" || verdict === "non-strict" ? "" : `<skipped message="${message}"/>`;
}

function counts(results: readonly Result[]): string {
  const count = (holds: (result: Result) => boolean): number => results.filter(holds).length;
  const errors = count(({ verdict }) => verdict === "could-not-run");
  const failures = count(({ verdict }) => isBad(verdict)) - errors;
  const skipped = count(({ verdict }) => verdict === "skipped" || verdict === "expected-fail");
  return ` tests="${results.length}" failures="${failures}" errors="${errors}" skipped="${skipped}"`;
}

/** Also without the control characters that XML 1.0 cannot hold. */
function text(raw: string): string {
  const escapes: Readonly<Record<string, string>> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "\n": "&#10;",
  };
  return raw
    .replaceAll(/[&<>"\n]/g, (character) => escapes[character]!)
    .replaceAll(/(?!\t)\p{Cc}|\p{Cs}|[\uFFFE\uFFFF]/gu, "�");
}
