// One publisher at full speed. To one subscriber that is the cost of an event; to many, the cost of a copy.

import { compete, type Contestant } from "../compete.ts";
import { type Audience, openRig, type Outcome, run } from "../flood.ts";
import type { Metric, Series, Verdict } from "../result.ts";
import type { Context, Row } from "../row.ts";
import { Stage } from "../stage.ts";
import { decnet, decnetLarge } from "../systems/decnet.ts";
import { installed, MOSQUITTO, NATS, REDIS } from "../systems/index.ts";
import { mosquitto } from "../systems/mosquitto.ts";
import { nats } from "../systems/nats.ts";
import { redis, redisPattern } from "../systems/redis.ts";
import { relay } from "../systems/relay.ts";
import type { System } from "../systems/system.ts";
import { ratioVerdict, type RatioTarget } from "../verdict.ts";

const TOPIC = "topology.abc123.mutation.applied";

const METRICS: readonly Metric[] = [
  { key: "rate", label: "delivered", unit: "events/s" },
  { key: "share", label: "share delivered", unit: "%" },
];

/** mosquitto would take minutes for what the others do in a second. */
const MOSQUITTO_PART = 1 / 20;
const QUICK_PART = 1 / 5;
/** A JavaScript broker is at its speed after about a million events. */
const QUICK_WARM_UP_PART = 1 / 2;

interface Load {
  readonly name: string;
  readonly title: string;
  readonly payloadBytes: number;
  /** Of a full run. */
  readonly events: number;
  readonly processes: number;
  readonly connectionsEach: number;
  readonly targets: readonly Pick<RatioTarget, "to" | "atLeast">[];
}

const TO_NATS = { to: { system: NATS, metric: "rate" }, atLeast: 3 };
const TO_ALL = [
  TO_NATS,
  { to: { system: REDIS, metric: "rate" }, atLeast: 2.5 },
  { to: { system: MOSQUITTO, metric: "rate" }, atLeast: 25 },
  { to: { system: relay.name, metric: "rate" }, atLeast: 0.75 },
];

const LOADS: readonly Load[] = [
  {
    name: "throughput",
    title: "1 publisher → 1 subscriber, 128-byte payloads",
    payloadBytes: 128,
    events: 2_000_000,
    processes: 1,
    connectionsEach: 1,
    targets: TO_ALL,
  },
  {
    name: "throughput-16",
    title: "1 publisher → 1 subscriber, 16-byte payloads",
    payloadBytes: 16,
    events: 2_000_000,
    processes: 1,
    connectionsEach: 1,
    targets: [],
  },
  {
    name: "fan-out-8",
    title: "1 publisher → 8 subscribers, 128-byte payloads",
    payloadBytes: 128,
    events: 400_000,
    processes: 8,
    connectionsEach: 1,
    targets: [TO_NATS],
  },
  {
    name: "fan-out-64",
    title: "1 publisher → 64 subscribers, 128-byte payloads",
    payloadBytes: 128,
    events: 60_000,
    processes: 8,
    connectionsEach: 8,
    targets: [TO_NATS],
  },
];

export const throughputRows: readonly Row[] = LOADS.map((load) => ({
  name: load.name,
  async measure(context) {
    await using stage = new Stage();
    const systems = [relay, decnet, decnetLarge, nats, redis, redisPattern, mosquitto];
    const notes = new Set<string>();
    const contestants: Contestant[] = [];
    for (const system of [...installed(systems, context.versions), ...context.also]) {
      context.progress(`starting ${system.name}`);
      contestants.push(await contestantOf({ stage, system, load, context, notes }));
    }
    const series = await compete(contestants, context);
    const { name, title } = load;
    return {
      name,
      title,
      about: aboutOf(load),
      metrics: METRICS,
      series,
      verdicts: verdictsOf(load, series),
      notes: [...notes],
    };
  },
}));

interface Setting {
  readonly stage: Stage;
  readonly system: System;
  readonly load: Load;
  readonly context: Context;
  readonly notes: Set<string>;
}

async function contestantOf({ stage, system, load, context, notes }: Setting): Promise<Contestant> {
  const { name, protocol } = system;
  const broker = await stage.broker(system);
  const audience: Audience = { topic: TOPIC, ...load };
  const rig = await openRig(stage, broker, audience);
  const most = load.events * (name === MOSQUITTO ? MOSQUITTO_PART : 1);
  const events = Math.round(most * (context.quick ? QUICK_PART : 1));
  const warmUpEvents = Math.round(most * (context.quick ? QUICK_WARM_UP_PART : 1));
  const flood = (count: number): Promise<Outcome> => run(rig, count, () => rig.publisher.call.flood(count));
  return {
    name,
    warmUp: () => flood(warmUpEvents),
    measure: async () => {
      const outcome = await flood(events);
      if (protocol === "decnet" && outcome.messages + outcome.lost !== events * rig.copies)
        notes.add(`${name}: some events were neither delivered nor reported as dropped.`);
      return { rate: outcome.ratePerS, share: outcome.share * 100 };
    },
  };
}

function aboutOf({ events, processes, connectionsEach }: Load): string {
  const audience =
    processes === 1
      ? "one subscriber"
      : `${processes * connectionsEach} subscribers in ${processes} processes, each with its own connection`;
  return `${events.toLocaleString("en")} events as fast as the broker takes them (mosquitto: a twentieth), ${audience}; deliveries in a second, from the first publication to the last delivery.`;
}

function verdictsOf({ title, targets }: Load, series: readonly Series[]): Verdict[] {
  return [decnet, decnetLarge].flatMap(({ name }) =>
    targets.map((target) =>
      ratioVerdict(series, {
        what: `${title}: ${name} to ${target.to.system}`,
        of: { system: name, metric: "rate" },
        ...target,
      }),
    ),
  );
}
