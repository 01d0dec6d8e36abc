// `decnet bus doctor` without the process around it: what was found, for people or for programs.

import { diagnose } from "../doctor/diagnose.ts";
import { type DoctorHost, type Examination, thisDoctorHost } from "../doctor/examine.ts";
import { type Finding, type Trouble, worstTrouble } from "../doctor/finding.ts";
import { EXIT_CONFIGURATION, EXIT_PERMISSION, EXIT_UNAVAILABLE } from "./exit-codes.ts";
import { wrap } from "./fit.ts";
import { jsonLine } from "./json-line.ts";
import { printable } from "./printable.ts";
import { counted } from "./quantity.ts";
import type { Format, Style } from "./style.ts";
import type { TableOptions } from "./table.ts";

export interface Doctor extends Examination {
  readonly json: boolean;
  /** Show also what is well. */
  readonly verbose: boolean;
  readonly width: number;
  readonly style: Style;
  readonly print: (line: string) => void;
}

const STATUSES: Readonly<Record<Trouble, number>> = {
  configuration: EXIT_CONFIGURATION,
  permission: EXIT_PERMISSION,
  unavailable: EXIT_UNAVAILABLE,
};

/** Returns the exit status: 0 if no check has failed. */
export async function doctor(request: Doctor, host: DoctorHost = thisDoctorHost): Promise<number> {
  const findings = await diagnose(request, host);
  const lines = request.json ? findings.map(findingJson) : findingLines(findings, request);
  for (const line of lines) request.print(line);
  const trouble = worstTrouble(findings);
  return trouble === undefined ? 0 : STATUSES[trouble];
}

function findingJson({ check, verdict, seen, mend }: Finding): string {
  return jsonLine({ check, verdict, seen, mend: mend ?? null });
}

const MARKS: Readonly<Record<Finding["verdict"], { readonly mark: string; readonly format: Format }>> = {
  pass: { mark: "✓", format: "green" },
  warn: { mark: "!", format: "yellow" },
  fail: { mark: "✗", format: "red" },
  skipped: { mark: "-", format: "dim" },
};

export function findingLines(
  findings: readonly Finding[],
  { verbose, width, style }: TableOptions & Pick<Doctor, "verbose">,
): string[] {
  const shown = findings.filter(({ verdict }) => verbose || verdict === "warn" || verdict === "fail");
  const nameWidth = Math.max(0, ...shown.map(({ check }) => check.length));
  return [
    ...shown.flatMap((finding) => linesOf(finding, nameWidth, width, style)),
    ...summaryLines(findings, verbose, width, style),
  ];
}

/** `✗ access  what was seen`, and below it what mends it. */
function linesOf({ check, verdict, seen, mend }: Finding, nameWidth: number, width: number, style: Style): string[] {
  const { mark, format } = MARKS[verdict];
  const indent = " ".repeat(nameWidth + 4);
  const [first = "", ...rest] = textLines(seen, width, indent);
  const head = `${style(format, mark)} ${check.padEnd(nameWidth)}  ${first.slice(indent.length)}`;
  const mending = mend === undefined ? [] : textLines(`→ ${mend}`, width, indent);
  return [head, ...rest, ...mending.map((line) => style("bold", line))];
}

function textLines(text: string, width: number, indent: string): string[] {
  return wrap(printable(text).split(" "), width, indent);
}

function summaryLines(findings: readonly Finding[], verbose: boolean, width: number, style: Style): string[] {
  const count = (wanted: Finding["verdict"]): number => findings.filter(({ verdict }) => verdict === wanted).length;
  const [failed, warned, skippedOnes] = [count("fail"), count("warn"), count("skipped")];
  const checks = counted(findings.length, "check");
  const rest = skippedOnes === 0 ? "" : `, ${skippedOnes} could not be made`;
  if (failed + warned === 0) {
    const answered = findings.find(({ check, verdict }) => check === "answer" && verdict === "pass");
    const well = `all is well: ${checks}${rest}${answered === undefined ? "" : `; ${answered.seen}`}`;
    return textLines(well, width, "").map((line) => style("green", line));
  }
  const what = [...(failed === 0 ? [] : [`${failed} failed`]), ...(warned === 0 ? [] : [counted(warned, "warning")])];
  return textLines(`${checks}: ${what.join(", ")}${rest}${verbose ? "" : "; --verbose shows the others"}`, width, "");
}
