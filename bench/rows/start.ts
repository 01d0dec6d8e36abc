// From the command to a socket that accepts, in units of the time that Node takes to do nothing.

import { spawn } from "node:child_process";
import { compete, type Sample } from "../compete.ts";
import { nowMs, sleep } from "../now.ts";
import { connects, end, keep } from "../processes.ts";
import type { Row } from "../row.ts";
import { Stage } from "../stage.ts";
import { spreadOf } from "../statistics.ts";
import { decnet } from "../systems/decnet.ts";
import { ratioVerdict } from "../verdict.ts";

/** Of which a repeat takes the median. */
const STARTS = 5;
const QUICK_STARTS = 2;
const POLL_MS = 1;
const GIVE_UP_MS = 10_000;
const NOTHING = "node -e 0";
const TITLE = "Start to listening";

export const start: Row = {
  name: "start",
  async measure(context) {
    await using stage = new Stage();
    const starts = context.quick ? QUICK_STARTS : STARTS;
    const series = await compete(
      [
        { name: decnet.name, measure: () => medianOf(starts, () => startDaemon(stage)) },
        { name: NOTHING, measure: () => medianOf(starts, runNothing) },
      ],
      context,
    );
    return {
      name: "start",
      title: TITLE,
      about: `\`decnet bus\` from the start of the process until its socket accepts a connection; \`${NOTHING}\` from its start to its end. Median of ${STARTS} starts.`,
      metrics: [{ key: "ms", label: "start", unit: "ms" }],
      series,
      verdicts: [
        ratioVerdict(series, {
          what: `${TITLE}: decnet to ${NOTHING}`,
          of: { system: decnet.name, metric: "ms" },
          to: { system: NOTHING, metric: "ms" },
          atMost: 4,
        }),
      ],
      notes: [],
    };
  },
};

async function medianOf(times: number, measureMs: () => Promise<number>): Promise<Sample> {
  const taken: number[] = [];
  while (taken.length < times) taken.push(await measureMs());
  return { ms: spreadOf(taken).median };
}

async function startDaemon(stage: Stage): Promise<number> {
  const { command, args, endpoint } = await decnet.launch(stage.folder());
  const startedMs = nowMs();
  const child = keep(spawn(command, args, { stdio: "ignore" }));
  while (!(await connects(endpoint))) {
    if (child.exitCode !== null || nowMs() - startedMs > GIVE_UP_MS)
      throw new Error(`decnet bus does not listen. Try it by hand: ${[command, ...args].join(" ")}`);
    await sleep(POLL_MS);
  }
  const tookMs = nowMs() - startedMs;
  await end(child);
  return tookMs;
}

async function runNothing(): Promise<number> {
  const startedMs = nowMs();
  const child = keep(spawn(process.execPath, ["-e", "0"], { stdio: "ignore" }));
  await new Promise((resolve) => child.once("exit", resolve));
  return nowMs() - startedMs;
}
