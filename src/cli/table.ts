// Rows in columns that fit a width. What does not fit is cut, the widest first; where even that is not enough, the columns that one
// can do without are left out.

import { cut, fit, widthOf } from "./fit.ts";
import { printable } from "./printable.ts";
import type { Format, Style } from "./style.ts";

export interface Column<Row> {
  readonly title: string;
  readonly text: (row: Row) => string;
  readonly align?: "left" | "right";
  /** It may be cut to so many columns of the terminal; without, it is shown whole. */
  readonly least?: number;
  /** Where there is no room, the column with the highest number goes first; without, it stays. */
  readonly spare?: number;
  readonly format?: (row: Row) => Format | undefined;
}

export interface TableOptions {
  /** Columns of the terminal; Infinity where nothing is to be cut. */
  readonly width: number;
  readonly style: Style;
  /** The title of the column that stands out. */
  readonly marked?: string;
}

const GAP = "  ";

interface Fitted<Row> {
  readonly column: Column<Row>;
  readonly cells: readonly string[];
  width: number;
}

/** The titles, and a line for each row. Text of rows may come from anywhere. */
export function tableLines<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  { width, style, marked }: TableOptions,
): string[] {
  const fitted = fitColumns(columns, rows, width);
  const header = fitted.map(({ column, width: room }) => {
    const format: Format = column.title === marked ? ["bold", "underline"] : "bold";
    return cell(column.title, room, column, format, style);
  });
  const lines = rows.map((row, index) =>
    fitted.map(({ column, cells, width: room }) => cell(cells[index]!, room, column, column.format?.(row), style)),
  );
  return [header, ...lines].map((cells) => cut(cells.join(GAP).trimEnd(), width));
}

function cell<Row>(text: string, width: number, column: Column<Row>, format: Format | undefined, style: Style): string {
  const shown = fit(text, width, column.align);
  // The space around is not the text's.
  const content = shown.trim();
  return format === undefined || content === "" ? shown : shown.replace(content, () => style(format, content));
}

function fitColumns<Row>(columns: readonly Column<Row>[], rows: readonly Row[], width: number): Fitted<Row>[] {
  let fitted = columns.map((column): Fitted<Row> => {
    const cells = rows.map((row) => cut(printable(column.text(row)), width));
    const widest = cells.reduce((most, text) => Math.max(most, widthOf(text)), widthOf(column.title));
    return { column, cells, width: widest };
  });
  for (;;) {
    const least = fitted.map(({ column, width: whole }) => Math.min(whole, column.least ?? whole));
    const sparest = fitted.reduce((one, other) => (spareOf(other) > spareOf(one) ? other : one));
    if (totalWidth(least) <= width || spareOf(sparest) === 0) break;
    fitted = fitted.filter((each) => each !== sparest);
  }
  shrink(fitted, totalWidth(fitted.map((each) => each.width)) - width);
  return fitted;
}

function spareOf<Row>({ column }: Fitted<Row>): number {
  return column.spare ?? 0;
}

/** Takes `over` columns of the terminal from those that may be cut, always from the widest. */
function shrink<Row>(fitted: readonly Fitted<Row>[], over: number): void {
  const flexible = fitted.filter(({ column }) => column.least !== undefined);
  for (let left = over; left > 0; left--) {
    const widest = flexible.reduce<Fitted<Row> | undefined>((most, each) => {
      if (each.width <= each.column.least!) return most;
      return most === undefined || each.width > most.width ? each : most;
    }, undefined);
    if (widest === undefined) return;
    widest.width--;
  }
}

function totalWidth(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width, 0) + GAP.length * Math.max(0, widths.length - 1);
}
