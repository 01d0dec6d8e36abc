import { describe, expect, test } from "vitest";
import { LogWatch } from "./log-watch.ts";

function watched(...chunks: readonly string[]): LogWatch {
  const log = new LogWatch();
  for (const chunk of chunks) log.push(chunk, 0);
  return log;
}

test("counts lines by message and code, however they were cut", () => {
  const log = watched('{"level":30,"msg":"a"}\n{"level":40,"ms', 'g":"refused","code":"X"}\n{"level":30,"msg":"a"}\n');
  expect(log.figures).toMatchObject({ lines: 3, messages: { a: 2, "refused X": 1 }, bad: [] });
  expect(log.has("a")).toBe(true);
});

test("tells how many lines the busiest second had", () => {
  const log = new LogWatch();
  for (const nowMs of [0, 900, 1_000, 1_500, 1_999, 2_000]) log.push('{"level":30,"msg":"a"}\n', nowMs);
  expect(log.figures.maxLinesPerSecond).toBe(3);
});

describe("what should not be in a log is kept", () => {
  test.each([
    ["an error", '{"level":50,"msg":"boom"}'],
    ["a line without a level", '{"msg":"boom"}'],
    ["a stack trace", "Error: boom"],
    ["JSON that is no object", "7"],
    ["JSON that is nothing", "null"],
  ])("%s", (_what, line) => {
    expect(watched(`${line}\n`).figures.bad).toEqual([line]);
  });

  test("a line that was cut off", () => {
    expect(watched('{"level":30,').figures.bad).toEqual(['{"level":30,']);
  });
});
