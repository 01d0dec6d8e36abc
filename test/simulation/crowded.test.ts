// Many small lives, in which every limit is met: see simulation.ts for what is compared, replay.ts for how to see a failure again.

import { expect, test } from "vitest";
import { live } from "./replay.ts";

/** Faults that were planted in session, outbox and tally were found within 100 lives, or never; the soak has as many as there is time for. */
const RUNS = 1_500;
/** For a machine that is busy with something else: a few seconds are enough. */
const TIMEOUT_MS = 120_000;

test("in a crowded world the broker does as its model does", { timeout: TIMEOUT_MS }, async () => {
  await expect(live("crowded", RUNS)).resolves.toBeUndefined();
});
