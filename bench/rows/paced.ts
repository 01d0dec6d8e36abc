// The highest pace at which nothing is lost and nothing is late: found by halving on a ladder of rates, then held for ten seconds.

import { byMetric } from "../compete.ts";
import { openRig, received, type Rig, run } from "../flood.ts";
import { nowMs, sleep } from "../now.ts";
import type { Series } from "../result.ts";
import type { Context, Row } from "../row.ts";
import { Stage } from "../stage.ts";
import { spreadOf } from "../statistics.ts";
import { decnet, decnetLarge } from "../systems/decnet.ts";
import { installed, NATS } from "../systems/index.ts";
import { nats } from "../systems/nats.ts";
import { ratioVerdict, valueVerdict } from "../verdict.ts";

/** Thousands of events a second. */
const LADDER = [
  50, 100, 150, 200, 250, 300, 400, 500, 600, 800, 1_000, 1_250, 1_500, 1_750, 2_000, 2_500, 3_000, 3_500, 4_000, 5_000,
  6_000, 8_000, 10_000,
];
const WARM_UP_EVENTS = 1_500_000;
const SEARCHES = 3;
const TRY_S = 1;
const HOLD_S = 10;
const QUICK_SEARCHES = 1;
const QUICK_TRY_S = 0.5;
const QUICK_HOLD_S = 2;
/** What a run may take longer than it should, before the broker counts as fallen behind. */
const LATE_SHARE = 0.03;
const LATE_MS = 50;
const WATCH_MS = 200;
const AUDIENCE = { topic: "system.log", payloadBytes: 128, processes: 1, connectionsEach: 1 };
const TITLE = "Paced, nothing lost";

export const paced: Row = {
  name: "paced",
  async measure(context) {
    await using stage = new Stage();
    const rigs = new Map<string, Rig>();
    for (const system of [...installed([decnet, decnetLarge, nats], context.versions), ...context.also])
      rigs.set(system.name, await openRig(stage, await stage.broker(system), AUDIENCE));
    for (const rig of rigs.values()) await run(rig, WARM_UP_EVENTS, () => rig.publisher.call.flood(WARM_UP_EVENTS));
    const series = await holdAll(rigs, await searchAll(rigs, context), context);
    const held = series.find(({ system }) => system === decnet.name)?.repeats["held"] ?? [];
    return {
      name: "paced",
      title: TITLE,
      about: `The highest rate of a ladder of steps of about a fifth that is delivered whole and in time, found ${SEARCHES} times with tries of ${TRY_S} s; then the highest from there on down that holds for ${HOLD_S} s (quick: ${QUICK_HOLD_S} s).`,
      metrics: [
        { key: "found", label: "found", unit: "events/s" },
        { key: "held", label: "held", unit: "events/s" },
      ],
      series,
      verdicts: [
        valueVerdict({ what: `${TITLE}: decnet`, unit: "events/s", values: held, atLeast: 300_000 }),
        ratioVerdict(series, {
          what: `${TITLE}: ${decnetLarge.name} to ${NATS}`,
          of: { system: decnetLarge.name, metric: "held" },
          to: { system: NATS, metric: "held" },
          atLeast: 2,
        }),
      ],
      notes: [],
    };
  },
};

/** Steps of the ladder by system, one for each search. */
type Found = ReadonlyMap<string, readonly number[]>;

async function searchAll(rigs: ReadonlyMap<string, Rig>, context: Context): Promise<Found> {
  const found = new Map([...rigs.keys()].map((name): [string, number[]] => [name, []]));
  const searches = context.quick ? QUICK_SEARCHES : SEARCHES;
  for (let search = 1; search <= searches; search++) {
    for (const [name, rig] of rigs) {
      context.progress(`search ${search}/${searches} ${name}`);
      found.get(name)!.push(await highestStep(rig, context.quick ? QUICK_TRY_S : TRY_S));
    }
  }
  return found;
}

async function holdAll(rigs: ReadonlyMap<string, Rig>, found: Found, context: Context): Promise<Series[]> {
  const series: Series[] = [];
  for (const [name, rig] of rigs) {
    const steps = found.get(name)!;
    let step = Math.round(spreadOf(steps).median);
    for (; step >= 0; step--) {
      context.progress(`holding ${LADDER[step]} k/s: ${name}`);
      if (await holds(rig, rateOf(step), context.quick ? QUICK_HOLD_S : HOLD_S)) break;
    }
    const repeats = byMetric(steps.map((one) => ({ found: rateOf(one) })));
    series.push({ system: name, repeats: { ...repeats, held: [rateOf(step)] } });
  }
  return series;
}

/** The highest step that holds, if all below it do; -1 if none. */
async function highestStep(rig: Rig, seconds: number): Promise<number> {
  let [good, bad] = [-1, LADDER.length];
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    if (await holds(rig, rateOf(middle), seconds)) good = middle;
    else bad = middle;
  }
  return good;
}

async function holds(rig: Rig, ratePerS: number, seconds: number): Promise<boolean> {
  const events = ratePerS * seconds;
  const limitMs = seconds * 1_000 * (1 + LATE_SHARE) + LATE_MS;
  const over = new AbortController();
  const running = run(rig, events, () => rig.publisher.call.pace(events, ratePerS)).finally(() => over.abort());
  const [{ share, startedMs, lastMs }] = await Promise.all([running, stopIfHopeless(rig, limitMs, over.signal)]);
  return share === 1 && lastMs - startedMs <= limitMs;
}

/** Once something is lost, or it is too late, the rest need not be waited for. */
async function stopIfHopeless(rig: Rig, limitMs: number, over: AbortSignal): Promise<void> {
  for (const startedMs = nowMs(); !over.aborted;) {
    await sleep(WATCH_MS);
    const { lost } = await received(rig);
    const hopeless = lost > 0 || nowMs() - startedMs > limitMs;
    if (hopeless && !over.aborted) return rig.publisher.call.stop();
  }
}

function rateOf(step: number): number {
  return (LADDER[step] ?? 0) * 1_000;
}
