import { expect, test } from "vitest";
import { printable } from "../../src/cli/printable.ts";

test.each([
  ["an escape sequence", "\u001B[31mred", "\\u001b[31mred"],
  ["a bell and a newline", "a\u0007\nb", "a\\u0007\\u000ab"],
  ["DEL", "a\u007Fb", "a\\u007fb"],
  ["a C1 control, which is CSI to many terminals", "\u009B31m", "\\u009b31m"],
  ["what turns the direction of writing", "\u202Egnp.exe\u2066", "\\u202egnp.exe\\u2066"],
  ["what ends a line", "a\u2028b\u2029c", "a\\u2028b\\u2029c"],
])("%s is shown and not obeyed", (_what, text, shown) => {
  expect(printable(text)).toBe(shown);
});

test.each(["", "plain", "größer 日本語 👩‍👩‍👧", '{"a":"\\u001b"}'])("%j is printed as it is", (text) => {
  expect(printable(text)).toBe(text);
});

test("JSON stays the same JSON", () => {
  const value = { text: "\u007F\u009B\u202E\u2028", list: ["\u001B"] };
  const shown = printable(JSON.stringify(value));
  expect(shown).toMatch(/^[\u0020-\u007E]+$/);
  expect(JSON.parse(shown)).toEqual(value);
});
