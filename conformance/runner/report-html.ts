// The results as one page that a person can read: every group, every case, and what each requirement came to.

import { htmlPage, text } from "./html-page.ts";
import type { LoadedSuite } from "./load-suite.ts";
import type { Requirement } from "./requirements.ts";
import { countsText, isBad, type Result, VERDICTS } from "./verdicts.ts";

export interface HtmlReportInput {
  readonly target: string;
  readonly suites: readonly LoadedSuite[];
  readonly results: readonly Result[];
  readonly requirements: ReadonlyMap<string, Requirement>;
}

export function htmlReport({ target, suites, results, requirements }: HtmlReportInput): string {
  const asked = [...requirements.values()].filter(({ id }) =>
    results.some((result) => result.requirements.includes(id)),
  );
  const rows = asked.map((requirement) => requirementHtml(requirement, results));
  return htmlPage(
    `Conformance of ${target}`,
    `${bannerHtml(results)}
<h2>Cases</h2>
${suites.map((suite) => groupHtml(suite, results)).join("\n")}
<h2>Requirements</h2>
<p>Those that a case of this run has asked for.</p>
<div class="wide"><table><tr><th>Requirement<th>Level<th>What it asks<th>Cases
${rows.join("\n")}
</table></div>`,
  );
}

/** Whether one can be content, in a line. */
export function bannerHtml(results: readonly Result[]): string {
  const mark = kindOf(results) === "bad" ? "✗" : "✓";
  return `<p class="banner ${kindOf(results)}">${mark} ${results.length} cases: ${text(countsText(results))}</p>`;
}

/** The colour of several results. */
export function kindOf(results: readonly Result[]): "good" | "bad" | "other" {
  if (results.some(({ verdict }) => isBad(verdict))) return "bad";
  return results.length > 0 && results.every(({ verdict }) => verdict === "pass") ? "good" : "other";
}

/** Open where there is something to look at. */
function groupHtml({ group, about }: LoadedSuite, all: readonly Result[]): string {
  const results = all.filter((result) => result.group === group);
  const kind = kindOf(results);
  return `<details id="${group}"${kind === "good" ? "" : " open"}>
<summary><b>${text(group)}</b> <span class="${kind}">${text(countsText(results))}</span> <span class="about">${text(about)}</span></summary>
<div class="wide"><table><tr><th>Case<th>Verdict<th>Requirements
${results.map(caseHtml).join("\n")}
</table></div>
</details>`;
}

function caseHtml({ id, group, verdict, detail, requirements }: Result): string {
  const why = detail === "" ? "" : `<pre>${text(detail)}</pre>`;
  const kind = isBad(verdict) ? "bad" : verdict === "pass" ? "good" : "other";
  const cited = requirements.map((requirement) => `<a href="#${requirement}">${requirement}</a>`).join(" ");
  return `<tr><td><code>${text(id.slice(group.length + 1))}</code>${why}<td class="fit ${kind}">${VERDICTS[verdict]}<td>${cited}`;
}

function requirementHtml({ id, level, text: sentence }: Requirement, all: readonly Result[]): string {
  const results = all.filter(({ requirements }) => requirements.includes(id));
  const outcome = `<td class="fit ${kindOf(results)}">${text(countsText(results))}`;
  return `<tr id="${id}"><td class="fit"><code>${id}</code><td>${level}<td>${markdown(sentence)}${outcome}`;
}

/** What sentences of the page have of it. */
function markdown(sentence: string): string {
  return text(sentence).replaceAll(/`([^`]+)`/g, "<code>$1</code>");
}
