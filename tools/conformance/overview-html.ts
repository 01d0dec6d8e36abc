// The tables as a page, which leads to that of each implementation.

import { htmlPage, text } from "../../conformance/runner/html-page.ts";
import { bannerHtml, kindOf } from "../../conformance/runner/report-html.ts";
import { countsText, type Result } from "../../conformance/runner/verdicts.ts";
import { ofGroup, type Table } from "./table.ts";

export function overviewHtml(tables: readonly Table[]): string {
  const all = tables.flatMap(({ outcomes }) => outcomes.flatMap(({ results }) => results));
  return htmlPage("Conformance to the bus protocol", `${bannerHtml(all)}\n${tables.map(tableHtml).join("\n")}`);
}

function tableHtml({ side, outcomes, groups }: Table): string {
  const heads = outcomes.map(({ implementation: { name, title } }) => `<th><a href="${name}.html">${text(title)}</a>`);
  const row = (head: string, cells: readonly string[]): string => `<tr><th>${head}${cells.join("")}`;
  const rows = groups.map((group) =>
    row(
      text(group),
      outcomes.map((outcome) => cellHtml(ofGroup(outcome, group), `${outcome.implementation.name}.html#${group}`)),
    ),
  );
  const sums = outcomes.map(({ results, implementation: { name } }) => cellHtml(results, `${name}.html`));
  const seconds = outcomes.map(({ ms }) => `<td>${(ms / 1_000).toFixed(0)}`);
  return `<h2>${side === "broker" ? "Brokers" : "Clients"}</h2>
<div class="wide"><table><tr><th>${heads.join("")}
${[...rows, row("all", sums), row("seconds", seconds)].join("\n")}
</table></div>`;
}

function cellHtml(results: readonly Result[], link: string): string {
  return `<td><a class="${kindOf(results)}" href="${link}">${text(countsText(results))}</a>`;
}
