// Fewer lives, with more bytes than one batch holds: see simulation.ts for what is compared, replay.ts for how to see a failure again.

import { expect, test } from "vitest";
import { live } from "./replay.ts";

const RUNS = 600;
/** For a machine that is busy with something else: a few seconds are enough. */
const TIMEOUT_MS = 120_000;

test("in a heavy world the broker does as its model does", { timeout: TIMEOUT_MS }, async () => {
  await expect(live("heavy", RUNS)).resolves.toBeUndefined();
});
