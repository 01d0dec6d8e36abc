// The few pieces of Markdown that the documentation is made of.

/** A table with aligned columns. Cells are one line each. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = [head, ...rows].map((row) => row.map(toCell));
  const widths = head.map((_, column) => Math.max(3, ...cells.map((row) => width(row[column] ?? ""))));
  const rule = widths.map((size) => "-".repeat(size));
  const [first = [], ...rest] = cells;
  return [first, rule, ...rest].map((row) => printRow(row, widths)).join("\n");
}

/** A link to a heading of the same page, as forges name it: lower case, no punctuation, hyphens for blanks. */
export function linkToHeading(heading: string): string {
  const anchor = heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\-_ ]/gu, "")
    .replaceAll(" ", "-");
  return `[${heading}](#${anchor})`;
}

export function code(text: string): string {
  return text.includes("`") ? `\`\`${text}\`\`` : `\`${text}\``;
}

function toCell(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim().replaceAll("|", "\\|");
}

function printRow(cells: readonly string[], widths: readonly number[]): string {
  const padded = widths.map((size, column) => (cells[column] ?? "") + " ".repeat(size - width(cells[column] ?? "")));
  return `| ${padded.join(" | ")} |`;
}

function width(text: string): number {
  return Array.from(text).length;
}
