import { describe, expect, test } from "vitest";
import { widthOf } from "../../src/cli/fit.ts";
import { plain } from "../../src/cli/style.ts";
import { type Column, tableLines } from "../../src/cli/table.ts";
import { MARKED } from "../support/shown.ts";

interface Row {
  readonly name: string;
  readonly count: number;
}

const COLUMNS: readonly Column<Row>[] = [
  { title: "NAME", least: 4, text: ({ name }) => name },
  { title: "COUNT", align: "right", text: ({ count }) => String(count) },
  { title: "TWICE", align: "right", spare: 1, text: ({ count }) => String(count * 2) },
  {
    title: "NOTE",
    least: 4,
    spare: 2,
    text: ({ name }) => `about ${name}`,
    format: ({ count }) => (count > 9 ? "red" : undefined),
  },
];

const ROWS: readonly Row[] = [
  { name: "short", count: 1 },
  { name: "a name that is long", count: 1_000 },
];

function table(width: number, rows = ROWS): string[] {
  return tableLines(COLUMNS, rows, { width, style: plain });
}

describe("a table", () => {
  test("is as wide as what is in it, where there is room", () => {
    expect(table(Number.POSITIVE_INFINITY)).toEqual([
      "NAME                 COUNT  TWICE  NOTE",
      "short                    1      2  about short",
      "a name that is long   1000   2000  about a name that is long",
    ]);
  });

  test("is cut where it is widest", () => {
    expect(table(40)).toEqual([
      "NAME          COUNT  TWICE  NOTE",
      "short             1      2  about short",
      "a name that…   1000   2000  about a nam…",
    ]);
  });

  test("leaves out what can be spared, where it would be too narrow even so", () => {
    expect(table(21)).toEqual(["NAME     COUNT  TWICE", "short        1      2", "a name…   1000   2000"]);
    expect(table(14)).toEqual(["NAME     COUNT", "short        1", "a name…   1000"]);
  });

  test("is never wider than it may be", () => {
    for (let width = 1; width < 60; width++) expect(Math.max(...table(width).map(widthOf))).toBeLessThanOrEqual(width);
  });

  test("without rows is its titles", () => expect(table(80, [])).toEqual(["NAME  COUNT  TWICE  NOTE"]));

  test("lets no row steer the terminal, or move the columns behind it", () => {
    const [, hostile, wide] = table(80, [
      { name: "\u001B[2J\u202Ex", count: 1 },
      { name: "日本", count: 1 },
    ]);
    expect(hostile).toBe("\\u001b[2J\\u202ex      1      2  about \\u001b[2J\\u202ex");
    expect(wide).toBe("日本                  1      2  about 日本");
  });

  test("marks a title, and gives a cell its style but not the space around it", () => {
    const [header, , row] = tableLines(COLUMNS, ROWS, { width: Infinity, style: MARKED, marked: "COUNT" });
    expect(header).toContain("<bold,underline>COUNT</>");
    expect(row).toContain("  <red>about a name that is long</>");
  });
});
