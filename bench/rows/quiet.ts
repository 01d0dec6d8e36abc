// A quiet publisher beside one that floods: does a shout keep a whisper waiting?

import { compete, type Contestant } from "../compete.ts";
import { openRig } from "../flood.ts";
import { sleep } from "../now.ts";
import type { ProberRole } from "../roles/prober.ts";
import type { Context, Row } from "../row.ts";
import { Stage } from "../stage.ts";
import { decnet } from "../systems/decnet.ts";
import { installed, NATS } from "../systems/index.ts";
import { nats } from "../systems/nats.ts";
import { redis } from "../systems/redis.ts";
import type { System } from "../systems/system.ts";
import { ratioVerdict } from "../verdict.ts";

const PROBES = 1_500;
const QUICK_PROBES = 400;
const EVERY_MS = 1;
const PAYLOAD_BYTES = 128;
/** Until the flood has filled whatever can be filled, and until it has run off. */
const RISE_MS = 200;
const RUN_OFF_MS = 300;
const TITLE = "A quiet publisher beside a flood";

export const quiet: Row = {
  name: "quiet",
  async measure(context) {
    await using stage = new Stage();
    const contestants: Contestant[] = [];
    for (const system of [...installed([decnet, nats, redis], context.versions), ...context.also])
      contestants.push(await contestantOf(stage, system, context));
    const series = await compete(contestants, context);
    const target = (metric: string, atMost: number): ReturnType<typeof ratioVerdict> =>
      ratioVerdict(series, {
        what: `${TITLE}: ${metric}, decnet to ${NATS}`,
        of: { system: decnet.name, metric },
        to: { system: NATS, metric },
        atMost,
      });
    return {
      name: "quiet",
      title: TITLE,
      about: `One process publishes an event each millisecond, ${PROBES.toLocaleString("en")} in all, and waits for it on a second connection; beside it, another publisher floods a topic with a subscriber of its own.`,
      metrics: [
        { key: "p50", label: "p50", unit: "µs" },
        { key: "p99", label: "p99", unit: "µs" },
        { key: "lost", label: "quiet events lost", unit: "%" },
      ],
      series,
      verdicts: [target("p50", 1.5), target("p99", 0.25)],
      notes: [],
    };
  },
};

async function contestantOf(stage: Stage, system: System, context: Context): Promise<Contestant> {
  const broker = await stage.broker(system);
  const audience = { topic: "system.log", payloadBytes: PAYLOAD_BYTES, processes: 1, connectionsEach: 1 };
  const { publisher } = await openRig(stage, broker, audience);
  const prober = stage.role<ProberRole>("prober");
  await prober.call.open({ line: broker.line, topic: "decky.d42.state", payloadBytes: PAYLOAD_BYTES });
  const probes = context.quick ? QUICK_PROBES : PROBES;
  return {
    name: system.name,
    measure: async () => {
      await publisher.call.startFlood();
      await sleep(RISE_MS);
      const { p50Us, p99Us, lost } = await prober.call.regularly(probes, EVERY_MS);
      await publisher.call.stop();
      await sleep(RUN_OFF_MS);
      return { p50: p50Us, p99: p99Us, lost: (lost / probes) * 100 };
    },
  };
}
