// The harness of `npm run test:chaos`, kept alive: some kills, a short stop, and runs with a planted fault. No timing decides here.

import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { assertBuilt, DECNET } from "../support/run-command.ts";
import { reportLines } from "./report.ts";
import { type ChaosOptions, runChaos } from "./run.ts";

beforeAll(() => assertBuilt());

/** Nobody waits here until the publisher's heap has found its size: only what is out of all bounds shows. */
const STANDSTILL = { stoppedSeconds: 2, runSeconds: 0.5, allowanceBytes: 160 << 20, limitMs: 15_000 };

const DAEMON = [DECNET, "bus", "--group", "", "--heartbeat", "0"];
const STORM = { cycles: 3, clients: 4, processes: 2, backLimitMs: 15_000 };
/** As little as a fault needs to show. */
const FAULTY_STORM = { cycles: 1, clients: 2, processes: 1, backLimitMs: 15_000 };

function run(options: Partial<ChaosOptions>): ReturnType<typeof runChaos> {
  return runChaos({ seed: 1, daemon: DAEMON, ...options });
}

// Side by side, because most of the time is spent waiting.
describe.concurrent("the harness", { timeout: 60_000 }, () => {
  test("finds nothing when the daemon is killed and restarted under clients", async ({ signal }) => {
    const report = await run({ storm: STORM, signal });
    expect(report.findings).toEqual([]);
    expect(report.storm!.backMs).toHaveLength(STORM.cycles * STORM.clients);
    expect(report.storm!.clients.map(({ name }) => name).toSorted()).toEqual(["c0", "c1", "c2", "c3"]);
    for (const { published, gaps, reconnects } of report.storm!.clients) {
      expect(published).toBeGreaterThan(0);
      expect({ gaps, reconnects }).toEqual({ gaps: STORM.cycles, reconnects: STORM.cycles });
    }
    expect(reportLines(report).at(-1)).toBe("Nothing was found (seed 1).");
  });

  test("finds nothing when the daemon is stopped under a publisher at full speed", async ({ signal }) => {
    const report = await run({ standstill: STANDSTILL, signal });
    expect(report.findings).toEqual([]);
    expect(report.standstill!.overflowWhileStopped).toBeGreaterThan(0);
    expect(reportLines(report).join("\n")).toContain("| not accounted for | 0 |");
  });

  test.for([
    ["is not subscribed again", "deaf", undefined, /^c\d is connected and does not hear c0, c1 after/],
    ["gets an event twice", "duplicate", undefined, /^c\d: event \d+ of c\d came after \d+: twice, or out of order$/],
    [
      "is not told of a gap",
      undefined,
      "silent",
      /^c\d: event \d+ of c\d is the first after a restart, and its gap is /,
    ],
  ] as const)("finds a client that %s", async ([, daemonFault, clientFault, what], { signal }) => {
    const daemon = daemonFault === undefined ? DAEMON : [join(import.meta.dirname, "faulty-daemon.ts"), daemonFault];
    const backLimitMs = daemonFault === "deaf" ? 5_000 : FAULTY_STORM.backLimitMs;
    const report = await run({ daemon, storm: { ...FAULTY_STORM, backLimitMs, fault: clientFault }, signal });
    const matching = report.findings.filter(({ what: found }) => what.test(found));
    expect(matching, JSON.stringify(report.findings)).not.toEqual([]);
    expect(reportLines(report).join("\n")).toMatch(/^FOUND \(seed 1, cycle \d\): c\d/m);
  });

  test("says that a client process died, and with what", async ({ signal }) => {
    const report = await run({ storm: { ...FAULTY_STORM, fault: "crash" }, signal });
    expect(report.findings).toEqual([
      { where: "storm", what: expect.stringMatching(/^client process \d ended with 1: [^]*planted/) as string },
    ]);
  });
});
