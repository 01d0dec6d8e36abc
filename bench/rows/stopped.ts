// A subscriber that is stopped must not slow a publisher: how fast does it get rid of its events, with one and without?

import { compete, type Contestant } from "../compete.ts";
import { openRig, type Outcome, run } from "../flood.ts";
import type { SubscriberRole } from "../roles/subscriber.ts";
import type { Row } from "../row.ts";
import { Stage } from "../stage.ts";
import { decnet } from "../systems/decnet.ts";
import { ratioVerdict } from "../verdict.ts";

const EVENTS = 2_000_000;
const QUICK_EVENTS = 400_000;
const WARM_UP_EVENTS = 1_500_000;
const AUDIENCE = { topic: "system.log", payloadBytes: 128, processes: 1, connectionsEach: 1 };
const TITLE = "A publisher beside a stopped subscriber";

const ALONE = "decnet, 1 subscriber";
const STOPPED = "decnet, 1 subscriber and a stopped one";
const RUNNING = "decnet, 2 subscribers";

export const stopped: Row = {
  name: "stopped",
  async measure(context) {
    await using stage = new Stage();
    const events = context.quick ? QUICK_EVENTS : EVENTS;
    const series = await compete(
      [
        await contestantOf(stage, ALONE, { events }),
        await contestantOf(stage, STOPPED, { events, second: "stopped" }),
        await contestantOf(stage, RUNNING, { events, second: "running" }),
      ],
      context,
    );
    const target = (to: string, how: string): ReturnType<typeof ratioVerdict> =>
      ratioVerdict(series, {
        what: `${TITLE}: its rate, to that ${how}`,
        of: { system: STOPPED, metric: "rate" },
        to: { system: to, metric: "rate" },
        atLeast: 0.95,
      });
    return {
      name: "stopped",
      title: TITLE,
      about: `${EVENTS.toLocaleString("en")} events as fast as the broker takes them: from the first write until the last byte is with the kernel. The second subscriber is missing, stopped with SIGSTOP, or reading.`,
      metrics: [{ key: "rate", label: "published", unit: "events/s" }],
      series,
      verdicts: [target(ALONE, "without it"), target(RUNNING, "with it running")],
      notes: [],
    };
  },
};

interface Setting {
  readonly events: number;
  readonly second?: "stopped" | "running";
}

async function contestantOf(stage: Stage, name: string, { events, second }: Setting): Promise<Contestant> {
  const broker = await stage.broker(decnet);
  const rig = await openRig(stage, broker, AUDIENCE);
  if (second !== undefined) {
    const other = stage.role<SubscriberRole>("subscriber");
    await other.call.open({
      line: broker.line,
      topic: AUDIENCE.topic,
      payloadBytes: AUDIENCE.payloadBytes,
      connections: 1,
    });
    if (second === "stopped") other.freeze();
  }
  const flood = (count: number): Promise<Outcome> => run(rig, count, () => rig.publisher.call.flood(count));
  return {
    name,
    warmUp: () => flood(WARM_UP_EVENTS),
    measure: async () => {
      const { startedMs, endedMs } = await flood(events);
      return { rate: events / ((endedMs - startedMs) / 1_000) };
    },
  };
}
