import { Parser } from "@oclif/core";
import { expect, test } from "vitest";
import { speedFlag } from "../../src/cli/speed-flag.ts";

async function parsed(input: string): Promise<number | undefined> {
  const { flags } = await Parser.parse([`--speed=${input}`], { flags: { speed: speedFlag() } });
  return flags.speed;
}

test.each([
  ["0.5", 0.5],
  ["10", 10],
  ["1e3", 1_000],
  ["max", Number.POSITIVE_INFINITY],
])("%s is taken", async (input, speed) => {
  await expect(parsed(input)).resolves.toBe(speed);
});

test.each(["", " ", "0", "-1", "x", "NaN", "Infinity", "MAX", "2x"])("%j is refused as wrong usage", async (input) => {
  await expect(parsed(input)).rejects.toMatchObject({
    message: expect.stringContaining("a number above 0, such as 0.5 or 10, or max") as string,
    oclif: { exit: 2 },
  });
});
