import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { cut, fit, widthOf, wrap } from "../../src/cli/fit.ts";
import { printable } from "../../src/cli/printable.ts";

describe("text in columns of a terminal", () => {
  test.each([
    ["abcdef", 6, "abcdef"],
    ["abcdef", 5, "abcd…"],
    ["abcdef", 1, "…"],
    ["abcdef", 0, ""],
    ["abcdef", Number.POSITIVE_INFINITY, "abcdef"],
    ["日本語", 6, "日本語"],
    ["日本語", 5, "日本…"],
    ["日本語", 4, "日…"],
    ["e\u0301e\u0301e\u0301", 2, "e\u0301…"],
    ["", 3, ""],
  ])("%j in %d columns is %j", (text, width, shown) => expect(cut(text, width)).toBe(shown));

  test("that is cut leaves no colour behind", () => {
    expect(cut("\u001B[31mabcdef\u001B[39m", 4)).toBe("\u001B[31mabc…\u001B[0m");
    expect(cut("\u001B[31mabc\u001B[39m", 3)).toBe("\u001B[31mabc\u001B[39m");
  });

  test("is filled up on the side that is free", () => {
    expect([fit("ab", 4), fit("ab", 4, "right"), fit("abcdef", 4), fit("日", 3)]).toEqual([
      "ab  ",
      "  ab",
      "abc…",
      "日 ",
    ]);
  });

  property.prop([fc.string({ unit: "grapheme" }), fc.nat({ max: 20 })])(
    "has exactly the width that it is to have",
    (text, width) => {
      expect(widthOf(fit(printable(text), width))).toBe(width);
    },
  );

  test("is wrapped between words; a long word stays whole", () => {
    expect(wrap(["aa", "bb", "cccccccc", "d"], 7, "  ")).toEqual(["  aa bb", "  cccccccc", "  d"]);
    expect(wrap([], 7, "  ")).toEqual([]);
  });
});
