// One event at a time: how long until it comes back?

import { compete, type Contestant } from "../compete.ts";
import type { ProberRole } from "../roles/prober.ts";
import type { Row } from "../row.ts";
import { Stage } from "../stage.ts";
import { decnet } from "../systems/decnet.ts";
import { installed, NATS } from "../systems/index.ts";
import { mosquitto } from "../systems/mosquitto.ts";
import { nats } from "../systems/nats.ts";
import { redis } from "../systems/redis.ts";
import { relay } from "../systems/relay.ts";
import type { System } from "../systems/system.ts";
import { ratioVerdict } from "../verdict.ts";

const PROBES = 20_000;
const QUICK_PROBES = 5_000;
const PAYLOAD_BYTES = 128;
const TITLE = "Round trip, one event at a time";

export const roundTrip: Row = {
  name: "round-trip",
  async measure(context) {
    await using stage = new Stage();
    const contestants: Contestant[] = [];
    for (const system of [...installed([relay, decnet, nats, redis, mosquitto], context.versions), ...context.also])
      contestants.push(await contestantOf(stage, system, context.quick ? QUICK_PROBES : PROBES));
    const series = await compete(contestants, context);
    const of = decnet.name;
    return {
      name: "round-trip",
      title: TITLE,
      about: `${PROBES.toLocaleString("en")} times: a process publishes an event of ${PAYLOAD_BYTES} bytes over one connection and waits for it on another. Broker and process are bound to one core, because otherwise the time that a sleeping core takes to wake up is most of what is measured, for everybody alike.`,
      metrics: [
        { key: "p50", label: "p50", unit: "µs" },
        { key: "p99", label: "p99", unit: "µs" },
      ],
      series,
      verdicts: [
        ratioVerdict(series, {
          what: `${TITLE}: p50, decnet to ${relay.name}`,
          of: { system: of, metric: "p50" },
          to: { system: relay.name, metric: "p50" },
          atMost: 1.15,
        }),
        ratioVerdict(series, {
          what: `${TITLE}: p99, decnet to ${NATS}`,
          of: { system: of, metric: "p99" },
          to: { system: NATS, metric: "p99" },
          atMost: 1,
        }),
      ],
      notes: [],
    };
  },
};

async function contestantOf(stage: Stage, system: System, probes: number): Promise<Contestant> {
  const { line } = await stage.broker(system, { pinned: true });
  const prober = stage.role<ProberRole>("prober", { pinned: true });
  await prober.call.open({ line, topic: "decky.d42.state", payloadBytes: PAYLOAD_BYTES });
  return {
    name: system.name,
    warmUp: () => prober.call.oneByOne(PROBES),
    measure: async () => {
      const { p50Us, p99Us } = await prober.call.oneByOne(probes);
      return { p50: p50Us, p99: p99Us };
    },
  };
}
