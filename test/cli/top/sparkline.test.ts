import { describe, expect, test } from "vitest";
import { sparkline } from "../../../src/cli/top/sparkline.ts";

describe("a sparkline", () => {
  test.each([
    ["rises to its largest value", [1, 2, 3, 4, 5, 6, 7, 8], 8, "▂▃▄▅▆▇██"],
    ["tells nothing from a little", [0, 0.001, 100], 3, " ▁█"],
    ["stands at the right", [1, 1], 4, "  ██"],
    ["shows the newest", [9, 9, 1, 2], 2, "▅█"],
    ["of nothing is blank", [0, 0], 3, "   "],
    ["of no values is blank", [], 3, "   "],
    ["leaves out what is no number", [Number.NaN, 1], 2, " █"],
    ["has no width", [1], 0, ""],
  ])("%s", (_what, values, width, drawn) => expect(sparkline(values, width)).toBe(drawn));

  test("can be drawn against more than its largest value", () => expect(sparkline([1, 2], 2, 8)).toBe("▂▃"));
});
