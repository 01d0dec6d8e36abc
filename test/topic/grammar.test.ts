import { test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { isPattern, isTopic, MAX_TOPIC_BYTES, patternFault, tokenFault, topicFault } from "../../src/topic/grammar.ts";
import { commonPattern, token, topic } from "../support/arbitraries.ts";

// Written from Unicode's tables (PropList.txt, category Cc), not with the regular expression that is under test.
const WHITE_SPACE = [
  0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x20, 0x85, 0xa0, 0x1680, 0x2000, 0x2001, 0x2002, 0x2003, 0x2004, 0x2005, 0x2006,
  0x2007, 0x2008, 0x2009, 0x200a, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000,
];
const CONTROL = [...range(0x00, 0x1f), ...range(0x7f, 0x9f)];
const FORBIDDEN = [...new Set([...WHITE_SPACE, ...CONTROL])];

describe("a topic", () => {
  property.prop([topic])("is one or more tokens, with anything in them that is not forbidden", (text) => {
    expect(topicFault(text)).toBeUndefined();
    expect(isTopic(text)).toBe(true);
  });

  test.each([
    "a",
    "a.b.c",
    "topology.4f1c.mutation.applied",
    "ü.日本語.🐝",
    "a-b_c/d:e@f",
    "0",
    "\u200b",
    "\ufeff.a",
    "$",
    "<",
  ])("may be %j", (text) => {
    expect(topicFault(text)).toBeUndefined();
  });

  test.each([
    ["", "is empty"],
    [".", "has a token (number 1) that is empty"],
    [".a", "has a token (number 1) that is empty"],
    ["a.", "has a token (number 2) that is empty"],
    ["a..b", "has a token (number 2) that is empty"],
    ["a.b...c", "has a token (number 3) that is empty"],
    ["a.*", "has a token (number 2) that holds “*”; wildcards are for patterns only"],
    ["a.>", "has a token (number 2) that holds “>”; wildcards are for patterns only"],
    ["*", "has a token (number 1) that holds “*”; wildcards are for patterns only"],
    [">", "has a token (number 1) that holds “>”; wildcards are for patterns only"],
    ["a.b*", "has a token (number 2) that holds “*”; wildcards are for patterns only"],
    ["a b", "has a token (number 1) that holds white space (U+0020)"],
    ["a.b\n", "has a token (number 2) that holds the control character U+000A"],
    ["a.\u3000", "has a token (number 2) that holds white space (U+3000)"],
    ["a.\ud800", "has a token (number 2) that is not well-formed Unicode"],
  ])("may not be %j, and the fault says why", (text, fault) => {
    expect(topicFault(text)).toBe(fault);
    expect(isTopic(text)).toBe(false);
  });

  test("may have as many tokens as it has bytes for", () => {
    expect(topicFault(Array.from({ length: 128 }, () => "a").join("."))).toBeUndefined();
  });
});

describe("the size of a topic or pattern", () => {
  test.each([
    ["letters of one byte", "a".repeat(255), "a".repeat(256)],
    ["letters of two bytes", `${"ü".repeat(127)}a`, "ü".repeat(128)],
    ["letters of three bytes", "日".repeat(85), `${"日".repeat(85)}a`],
    ["letters of four bytes", `${"🐝".repeat(63)}abc`, "🐝".repeat(64)],
    ["tokens", `${"a.".repeat(127)}a`, `${"a.".repeat(127)}aa`],
  ])("is counted in bytes of UTF-8: %s", (_what, fits, tooLong) => {
    expect(Buffer.byteLength(fits)).toBe(MAX_TOPIC_BYTES);
    expect(Buffer.byteLength(tooLong)).toBeGreaterThan(MAX_TOPIC_BYTES);
    for (const fault of [topicFault, patternFault]) {
      expect(fault(fits)).toBeUndefined();
      expect(fault(tooLong)).toBe("is longer than 255 bytes");
    }
  });
});

describe("a pattern", () => {
  property.prop([topic])("may be any topic", (text) => {
    expect(patternFault(text)).toBeUndefined();
  });

  property.prop([commonPattern])("may hold whole-token wildcards, “>” last", (text) => {
    expect(patternFault(text)).toBeUndefined();
    expect(isPattern(text)).toBe(true);
  });

  test.each(["*", ">", "*.*", "*.>", "a.*.b", "a.*.>", "a.>"])("may be %j", (text) => {
    expect(isPattern(text)).toBe(true);
  });

  test.each(["a*.b", "*a", "a.b*", "**", "*>", ">*", ">>", ">.a", "a.>.b", "a.>b", ">.>", "a.b>"])(
    "may not be %j: the wildcard is misplaced",
    (text) => {
      expect(patternFault(text)).toMatch(
        /^has a token \(number \d\) that holds “[*>]”; “\*” must be a whole token, “>” the whole last one$/,
      );
      expect(isPattern(text)).toBe(false);
    },
  );

  test.each(["", ".", "*.", ".*", "a..>", "a. .>", "\ud800.>"])("may not be %j", (text) => {
    expect(isPattern(text)).toBe(false);
  });
});

describe("a token", () => {
  property.prop([token])("is anything that is not empty and holds nothing forbidden", (text) => {
    expect(tokenFault(text)).toBeUndefined();
  });

  test.each(FORBIDDEN.map((code) => [hex(code), code] as const))("holds no %s, wherever it stands", (name, code) => {
    const character = String.fromCodePoint(code);
    for (const text of [character, `a${character}`, `${character}a`, `a${character}b`]) {
      expect(tokenFault(text)).toContain(name);
      expect(isTopic(`x.${text}`)).toBe(false);
      expect(isPattern(`x.${text}.>`)).toBe(false);
    }
  });

  test("may hold every other character of Unicode", () => {
    const forbidden = new Set([...FORBIDDEN, 0x2a, 0x2e, 0x3e]);
    const wrong: string[] = [];
    for (let code = 0; code <= 0x10_ffff; code++) {
      // Surrogates are no characters.
      if (code === 0xd800) code = 0xe000;
      const allowed = tokenFault(String.fromCodePoint(code)) === undefined;
      if (allowed === forbidden.has(code)) wrong.push(hex(code));
    }
    expect(wrong).toEqual([]);
  });

  test.each(["\ud800", "\udc00", "a\udbff", "\udfffa", "\udc00\ud800"])("holds no lone surrogate: %j", (text) => {
    expect(tokenFault(text)).toBe("is not well-formed Unicode");
  });

  test("holds no separator", () => {
    expect(tokenFault("a.b")).toBe("holds “.”, which separates tokens");
    expect(tokenFault("")).toBe("is empty");
  });
});

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

function hex(code: number): string {
  return `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
}
