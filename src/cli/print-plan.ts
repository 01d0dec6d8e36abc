// What `decnet bus install` and `uninstall` change, for people and for programs.

import { type Change, diffOf } from "../install/change.ts";
import type { Step } from "../install/plan-install.ts";
import { printable } from "./printable.ts";
import type { Style } from "./style.ts";

const COLOURS = { "+": "green", "-": "red", "@": "cyan" } as const;

/** The difference that each change makes, and then a line each. */
export function planLines(changes: readonly Change[], style: Style): readonly string[] {
  const diffs = changes.map(diffOf).filter((diff) => diff !== "");
  const lines = diffs.flatMap((diff) => diff.trimEnd().split("\n")).map((line) => diffLine(printable(line), style));
  return [...lines, ...(lines.length > 0 ? [""] : []), ...changes.map((change) => changeLine(change, style))];
}

/** One JSON object. */
export function changeJson(change: Change): string {
  const { path, action, note = null } = change;
  return printable(JSON.stringify({ file: path, action, note, diff: diffOf(change) }));
}

/** One JSON object. */
export function stepJson(step: Step, ran: boolean): string {
  return printable(JSON.stringify({ command: step, ran }));
}

/** As somebody would type it. */
export function stepLine(step: Step): string {
  return printable(
    step.map((word) => (/^[\w./=@:+-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`)).join(" "),
  );
}

/** Whether anything is left to write. */
export function changesAnything(changes: readonly Change[]): boolean {
  return changes.some(({ action }) => action !== "unchanged" && action !== "keep");
}

function changeLine({ path, action, note }: Change, style: Style): string {
  const colour = action === "create" ? "green" : action === "remove" ? "red" : action === "replace" ? "yellow" : "dim";
  return `${style(colour, action.padEnd(9))} ${printable(path)}${note === undefined ? "" : ` (${note})`}`;
}

function diffLine(line: string, style: Style): string {
  const colour = COLOURS[line[0] as keyof typeof COLOURS];
  return colour === undefined ? line : style(colour, line);
}
