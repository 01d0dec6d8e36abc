// The results as one page that a person can read: every group, every case, and what each requirement came to.

import type { LoadedSuite } from "./load-suite.ts";
import type { Requirement } from "./requirements.ts";
import { countsText, isBad, type Result, VERDICTS } from "./verdicts.ts";

export interface HtmlReportInput {
  readonly target: string;
  readonly suites: readonly LoadedSuite[];
  readonly results: readonly Result[];
  readonly requirements: ReadonlyMap<string, Requirement>;
}

const STYLE = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 2.5rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .3rem .6rem; border-bottom: 1px solid #8884; }
code, pre { font: .85rem/1.4 ui-monospace, monospace; } pre { white-space: pre-wrap; margin: .3rem 0 0; }
.verdict { white-space: nowrap; font-weight: 600; }
.good { color: #18794e; } .bad { color: #cd2b31; } .other { color: #a15c00; }
@media (prefers-color-scheme: dark) { .good { color: #4cc38a; } .bad { color: #ff6369; } .other { color: #f1a10d; } }
`;

export function htmlReport({ target, suites, results, requirements }: HtmlReportInput): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Conformance of ${text(target)}</title>
<style>${STYLE}</style>
<h1>Conformance of ${text(target)}</h1>
<p>${results.length} cases: ${text(countsText(results))}.</p>
${suites.map((suite) => groupHtml(suite, results)).join("\n")}
<h2>Requirements</h2>
<table><tr><th>Requirement<th>Level<th>What it asks<th>Cases
${[...requirements.values()].map((requirement) => requirementHtml(requirement, results)).join("\n")}
</table>
</html>
`;
}

function groupHtml({ group, about }: LoadedSuite, all: readonly Result[]): string {
  const results = all.filter((result) => result.group === group);
  return `<h2>${text(group)}</h2>
<p>${text(about)} ${text(countsText(results))}.</p>
<table><tr><th>Case<th>Verdict<th>Requirements
${results.map(caseHtml).join("\n")}
</table>`;
}

function caseHtml({ id, group, verdict, detail, requirements }: Result): string {
  const why = detail === "" ? "" : `<pre>${text(detail)}</pre>`;
  const cited = requirements.map((requirement) => `<a href="#${requirement}">${requirement}</a>`).join(" ");
  return `<tr><td><code>${text(id.slice(group.length + 1))}</code>${why}<td>${verdictHtml(verdict)}<td>${cited}`;
}

function requirementHtml({ id, level, text: sentence }: Requirement, results: readonly Result[]): string {
  const cited = results.filter(({ requirements }) => requirements.includes(id));
  const outcome = cited.length === 0 ? "none was played" : countsText(cited);
  const kind = cited.some(({ verdict }) => isBad(verdict)) ? "bad" : cited.length === 0 ? "other" : "good";
  return `<tr id="${id}"><td><code>${id}</code><td>${level}<td>${text(sentence)}<td class="${kind}">${text(outcome)}`;
}

function verdictHtml(verdict: Result["verdict"]): string {
  const kind = isBad(verdict) ? "bad" : verdict === "pass" ? "good" : "other";
  return `<span class="verdict ${kind}">${VERDICTS[verdict]}</span>`;
}

function text(raw: string): string {
  const escapes: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  return raw.replaceAll(/[&<>"]/g, (character) => escapes[character]!);
}
