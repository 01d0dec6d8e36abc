import { expect, test } from "vitest";
import { grouped } from "../../src/daemon/grouped.ts";

test.each([0, 7, 999, 1_000, 4_182, 123_456, 1_234_567, Number.MAX_SAFE_INTEGER])(
  "%d is written in groups of three digits",
  (count) => {
    expect(grouped(count)).toBe(count.toLocaleString("en-US"));
  },
);
