import { describe, expect, test } from "vitest";
import { styleFor } from "../../src/cli/style.ts";

describe("colours", () => {
  const terminal = { isTTY: true };
  const pipe = {};

  test.each([
    ["on a terminal", terminal, {}, true],
    ["in a pipe", pipe, {}, false],
    ["on a terminal with NO_COLOR", terminal, { NO_COLOR: "1" }, false],
    ["on a terminal with an empty NO_COLOR", terminal, { NO_COLOR: "" }, true],
    ["in a pipe with FORCE_COLOR", pipe, { FORCE_COLOR: "1" }, true],
    ["in a pipe with FORCE_COLOR=0", pipe, { FORCE_COLOR: "0" }, false],
    ["with FORCE_COLOR and NO_COLOR", pipe, { FORCE_COLOR: "1", NO_COLOR: "1" }, true],
  ])("%s", (_where, stream, env, coloured) => {
    expect(styleFor(stream, env)("red", "x")).toBe(coloured ? "\u001B[31mx\u001B[39m" : "x");
  });
});
