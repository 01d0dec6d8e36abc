import { Parser } from "@oclif/core";
import { expect, test } from "vitest";
import { secondsFlag } from "../../src/cli/seconds-flag.ts";

async function parsed(input: string, min = 0): Promise<number | undefined> {
  const { flags } = await Parser.parse([`--wait=${input}`], { flags: { wait: secondsFlag({ min }) } });
  return flags.wait;
}

test.each([
  ["0", 0],
  ["0.25", 0.25],
  ["10", 10],
  ["1e3", 1_000],
  ["2147483", 2_147_483],
])("%s is taken", async (input, seconds) => {
  await expect(parsed(input)).resolves.toBe(seconds);
});

test.each(["", " ", "x", "1s", "-1", "NaN", "Infinity", "2147484", "1,5"])(
  "%j is refused as wrong usage",
  async (input) => {
    await expect(parsed(input)).rejects.toMatchObject({
      message: expect.stringContaining("a number of seconds from 0 to 2147483") as string,
      oclif: { exit: 2 },
    });
  },
);

test("less than the least is refused", async () => {
  await expect(parsed("0.5", 1)).rejects.toThrow("from 1 to");
});
