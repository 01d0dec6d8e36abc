// What a person reads while the cases run, and afterwards: a line for each group, then what is wrong, with the requirement that it breaks.

import { styleText } from "node:util";
import { printable } from "../../src/cli/printable.ts";
import type { LoadedSuite, PlayableCase } from "./load-suite.ts";
import type { Requirement } from "./requirements.ts";
import { countsText, isBad, type Result, type Verdict, VERDICTS } from "./verdicts.ts";

export interface ReportTo {
  /** Takes text as it is. */
  readonly write: (text: string) => void;
  /** It is a terminal: a line may be written over. */
  readonly live: boolean;
  readonly colour: boolean;
}

const CLEAR_LINE = "\r\u001B[K";

const MARKS: Readonly<Record<Verdict, string>> = {
  pass: "✓",
  "non-strict": "~",
  skipped: "-",
  "expected-fail": "x",
  fail: "✗",
  "unexpected-pass": "!",
  "could-not-run": "?",
};

export class TerminalReport {
  readonly #to: ReportTo;
  readonly #suites: readonly LoadedSuite[];
  readonly #requirements: ReadonlyMap<string, Requirement>;
  readonly #total: number;
  readonly #results: Result[] = [];

  constructor(to: ReportTo, suites: readonly LoadedSuite[], requirements: ReadonlyMap<string, Requirement>) {
    this.#to = to;
    this.#suites = suites;
    this.#requirements = requirements;
    this.#total = suites.reduce((sum, { cases }) => sum + cases.length, 0);
  }

  begins({ id }: PlayableCase): void {
    if (this.#to.live) this.#to.write(`${CLEAR_LINE}${this.#results.length + 1}/${this.#total} ${id}`);
  }

  took(result: Result): void {
    this.#results.push(result);
    const suite = this.#suites.find(({ group }) => group === result.group)!;
    const ofGroup = this.#results.filter(({ group }) => group === result.group);
    if (ofGroup.length === suite.cases.length) this.#group(suite, ofGroup);
  }

  /** All that is to be said at the end. */
  summary(target: string): void {
    const told = this.#results.filter(({ verdict }) => verdict !== "pass");
    for (const result of told.filter(({ verdict }) => !isNotPlayed(verdict))) this.#tell(result);
    this.#tellNotPlayed(told.filter(({ verdict }) => isNotPlayed(verdict)));
    const bad = this.#results.some(({ verdict }) => isBad(verdict));
    const line = `${target}: ${this.#results.length} cases: ${countsText(this.#results)}`;
    this.#line("");
    this.#line(this.#paint(bad ? "red" : "green", line));
  }

  #group({ group, about }: LoadedSuite, results: readonly Result[]): void {
    const bad = results.some(({ verdict }) => isBad(verdict));
    const mark = bad ? this.#paint("red", "✗") : this.#paint("green", "✓");
    this.#line(
      `${this.#to.live ? CLEAR_LINE : ""}${mark} ${group.padEnd(18)} ${countsText(results).padEnd(24)} ${about}`,
    );
  }

  #tell({ id, verdict, detail, requirements }: Result): void {
    this.#line("");
    this.#line(`${this.#paint(isBad(verdict) ? "red" : "yellow", MARKS[verdict])} ${id}: ${VERDICTS[verdict]}`);
    const why =
      verdict === "unexpected-pass" ? "it is on the list of those that are known to fail: take it off" : detail;
    for (const line of why.split("\n")) this.#line(`    ${printable(line)}`);
    for (const requirement of requirements) {
      const { level = "", text = "is not on the page" } = this.#requirements.get(requirement) ?? {};
      this.#line(`    ${requirement} (${level}) ${text}`);
    }
  }

  /** By reason, since what is missing is often the same for many. */
  #tellNotPlayed(results: readonly Result[]): void {
    const byReason = Map.groupBy(results, ({ verdict, detail }) => `${VERDICTS[verdict]}: ${detail}`);
    for (const [reason, cases] of byReason) {
      const { verdict } = cases[0]!;
      const [first, ...more] = `${cases.length} ${reason}`.split("\n");
      this.#line("");
      this.#line(`${this.#paint(isBad(verdict) ? "red" : "yellow", MARKS[verdict])} ${printable(first!)}`);
      for (const line of more) this.#line(`    ${printable(line)}`);
      this.#line(`    ${cases.map(({ id }) => id).join(", ")}`);
    }
  }

  #line(text: string): void {
    this.#to.write(`${text}\n`);
  }

  #paint(colour: "red" | "green" | "yellow", text: string): string {
    return this.#to.colour ? styleText(colour, text, { validateStream: false }) : text;
  }
}

function isNotPlayed(verdict: Verdict): boolean {
  return verdict === "skipped" || verdict === "could-not-run";
}
