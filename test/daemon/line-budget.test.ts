import { expect, test } from "vitest";
import { LineBudget } from "../../src/daemon/line-budget.ts";

test("a second has room for 200 lines; what goes over is counted, and told once", () => {
  let nowMs = 0;
  const budget = new LineBudget(() => nowMs);
  for (let line = 0; line < 200; line++) expect(budget.take()).toEqual({ leftOut: 0 });
  for (let line = 0; line < 5; line++) expect(budget.take()).toBeUndefined();
  nowMs = 999;
  expect(budget.take()).toBeUndefined();
  nowMs = 1_000;
  expect(budget.take()).toEqual({ leftOut: 6 });
  expect(budget.take()).toEqual({ leftOut: 0 });
});
