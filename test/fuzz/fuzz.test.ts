// The harness of `npm run test:fuzz`, kept alive: a campaign of a few rounds, and campaigns against daemons with a planted fault.

import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { assertBuilt, DECNET } from "../support/run-command.ts";
import { ATTACKS } from "./attacks/index.ts";
import { type CampaignOptions, runCampaign } from "./campaign.ts";
import { reportLines } from "./report.ts";

beforeAll(() => assertBuilt());

/** Work, not time: rounds of each attack, with hardly a pause, and events of each pair, a burst among them. */
const SHORT = { seed: 1, budget: { rounds: 2, events: 30 }, patience: 0.01 } satisfies Partial<CampaignOptions>;

// It hangs if it takes so long; beside other tests it has been seen to take a third of it.
const CAMPAIGN_TIMEOUT_MS = 60_000;

test(
  "the daemon survives a short campaign, and its guests notice nothing",
  { timeout: CAMPAIGN_TIMEOUT_MS },
  async ({ signal }) => {
    const report = await runCampaign({ ...SHORT, daemon: [DECNET, "bus", "--group", "", "--heartbeat", "1"], signal });
    expect(report.findings).toEqual([]);
    const names = Object.values(ATTACKS).flatMap((attacks) => attacks.map(({ name }) => name));
    expect(Object.entries(report.attacks).map(([name, { rounds }]) => [name, rounds])).toEqual(
      expect.arrayContaining(names.map((name) => [name, 2])),
    );
    expect(report.guests!.pairs.map(({ dropped, gaps }) => dropped > 0 && gaps > 0)).toEqual([true, true]);
    expect(reportLines(report).join("\n")).toContain("Nothing was found.");
  },
);

// Side by side, because most of the time is the start of processes.
describe.concurrent("a campaign finds a daemon that", () => {
  test.for([
    ["delivers an event twice", "duplicate", "none", "settle", /the raw pair: event \d+ came where \d+ was due/],
    ["does not notice who leaves", "forget", "vanishing", "settle", /the status was .*"connections":\d+/],
    ["crashes", "crash", "vanishing", "attack", /the daemon ended by itself, with 1/],
  ] as const)("%s", async ([, fault, only, phase, what], { signal }) => {
    const daemon = [join(import.meta.dirname, "faulty-daemon.ts"), fault];
    const report = await runCampaign({ ...SHORT, only, daemon, limitMs: 200, signal });
    expect(report.findings).toContainEqual({ phase, what: expect.stringMatching(what) as string });
    expect(reportLines(report).at(-1)).toContain("FOUND (seed 1, phase ");
  });
});
