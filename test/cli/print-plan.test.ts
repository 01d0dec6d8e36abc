import { expect, test } from "vitest";
import { changeJson, changesAnything, planLines, stepJson, stepLine } from "../../src/cli/print-plan.ts";
import type { Style } from "../../src/cli/style.ts";
import type { Change } from "../../src/install/change.ts";

/** Shows which colour it would be. */
const marked: Style = (name, text) => `<${String(name)}>${text}</>`;

const CREATE: Change = { path: "/new", action: "create", before: undefined, after: "one\n" };
const REPLACE: Change = { path: "/changed", action: "replace", before: "one\ntwo\n", after: "one\n2\n" };
const REMOVE: Change = { path: "/old", action: "remove", before: "one\n", after: undefined };
const KEEP: Change = { path: "/theirs", action: "keep", before: "x", after: "x", note: "it is yours" };
const SAME: Change = { path: "/same", action: "unchanged", before: "x", after: "x" };

test("a plan is its differences, as diff -u has them, and then a line for each file", () => {
  expect(planLines([CREATE, REPLACE, KEEP], (_name, text) => text)).toEqual([
    "--- /dev/null",
    "+++ /new",
    "@@ -0,0 +1,1 @@",
    "+one",
    "--- /changed",
    "+++ /changed",
    "@@ -1,2 +1,2 @@",
    " one",
    "-two",
    "+2",
    "",
    "create    /new",
    "replace   /changed",
    "keep      /theirs (it is yours)",
  ]);
});

test("what is added is green, what goes is red, what is replaced is yellow, and the rest is dim", () => {
  const lines = planLines([CREATE, REPLACE, REMOVE, KEEP, SAME], marked);
  expect(lines.filter((line) => /one|two|2</.test(line))).toEqual([
    "<green>+one</>",
    " one",
    "<red>-two</>",
    "<green>+2</>",
    "<red>-one</>",
  ]);
  expect(lines.slice(-5)).toEqual([
    "<green>create   </> /new",
    "<yellow>replace  </> /changed",
    "<red>remove   </> /old",
    "<dim>keep     </> /theirs (it is yours)",
    "<dim>unchanged</> /same",
  ]);
});

test("a plan that changes nothing has no differences to show", () => {
  expect(planLines([SAME], (_name, text) => text)).toEqual(["unchanged /same"]);
  expect([changesAnything([SAME, KEEP]), changesAnything([SAME, REMOVE])]).toEqual([false, true]);
});

test("a file may hold what steers a terminal, and does not", () => {
  const lines = planLines([{ ...CREATE, after: "\u001B[2J\n" }], (_name, text) => text);
  expect(lines.join("\n")).not.toContain("\u001B");
});

test("a change is a line of JSON for programs", () => {
  expect(JSON.parse(changeJson(REMOVE))).toMatchObject({ file: "/old", action: "remove", note: null });
  expect(JSON.parse(changeJson(KEEP))).toEqual({ file: "/theirs", action: "keep", note: "it is yours", diff: "" });
});

test("a step is as somebody would type it, with quotes where a shell wants them", () => {
  const step = ["systemctl", "--root=/a b", "enable", "it's", "", "decnet-bus.socket"];
  expect(stepLine(step)).toBe(String.raw`systemctl '--root=/a b' enable 'it'\''s' '' decnet-bus.socket`);
  expect(stepLine(["rm", "$HOME", "a;b"])).toBe("rm '$HOME' 'a;b'");
  expect(JSON.parse(stepJson(step, true))).toEqual({ command: step, ran: true });
});
