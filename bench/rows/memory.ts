// What connections cost the broker: a thousand that do nothing, and a hundred that do not read.

import { encodeFrame } from "../built.ts";
import { byMetric, type Sample } from "../compete.ts";
import { openRig, run } from "../flood.ts";
import { sleep } from "../now.ts";
import { frameAt } from "../protocols/decnet.ts";
import { openLine } from "../protocols/index.ts";
import type { PublisherRole } from "../roles/publisher.ts";
import type { SubscriberRole } from "../roles/subscriber.ts";
import type { Row } from "../row.ts";
import { type RunningBroker, Stage } from "../stage.ts";
import { decnet } from "../systems/decnet.ts";
import { ratioVerdict, valueVerdict } from "../verdict.ts";

const IDLE = 1_000;
const STUCK = 100;
/** Of what a stuck consumer may cost besides what waits for it. */
const ALLOWANCE_BYTES = 64 << 10;
const PAYLOAD_BYTES = 128;
const WANTED = "system.log";
const OTHER = "decky.d42.traffic";
/** One wanted event in about a chunk of 64 KiB: if an event keeps its chunk alive, then here. */
const OTHERS_FOR_ONE = 400;
/** Enough to fill the kernel's buffer, the batch in flight and the queue. */
const DENSE_EVENTS = 40_000;
const SPARSE_EVENTS = 4_000 * (OTHERS_FOR_ONE + 1);
const WARM_UP_EVENTS = 500_000;
/** Until garbage is collected, as far as it is. */
const CALM_MS = 1_000;
/** These hardly differ from one time to the next. */
const MEMORY_REPEATS = 3;
const MIB = 2 ** 20;
const TITLE = "Memory";

export const memory: Row = {
  name: "memory",
  async measure(context) {
    const idle: Sample[] = [];
    const dense: Sample[] = [];
    const sparse: Sample[] = [];
    const repeats = context.quick ? 1 : MEMORY_REPEATS;
    for (let repeat = 1; repeat <= repeats; repeat++) {
      context.progress(`${repeat}/${repeats} idle connections`);
      idle.push(await growthByIdle());
      context.progress(`${repeat}/${repeats} stuck consumers`);
      dense.push(await growthByStuck([{ topic: WANTED, payloadBytes: PAYLOAD_BYTES, events: 400 }], DENSE_EVENTS));
      sparse.push(await growthByStuck(SPARSE, SPARSE_EVENTS));
    }
    const series = [
      { system: `decnet, ${IDLE.toLocaleString("en")} idle connections`, repeats: byMetric(idle) },
      { system: DENSE_NAME, repeats: byMetric(dense) },
      { system: SPARSE_NAME, repeats: byMetric(sparse) },
    ];
    return {
      name: "memory",
      title: TITLE,
      about: ABOUT,
      metrics: METRICS,
      series,
      verdicts: verdictsOf(series),
      notes: [],
    };
  },
};

const SPARSE = [
  { topic: WANTED, payloadBytes: PAYLOAD_BYTES, events: 1 },
  { topic: OTHER, payloadBytes: PAYLOAD_BYTES, events: OTHERS_FOR_ONE },
];
const DENSE_NAME = `decnet, ${STUCK} stuck consumers`;
const SPARSE_NAME = `decnet, ${STUCK} stuck consumers of one event in ${OTHERS_FOR_ONE}`;
const ABOUT = `By how much the broker's resident memory grows. Idle: connected, and subscribed to a topic that nobody publishes to. Stuck: stopped with SIGSTOP, and events published until every queue has been full for long; allowed is what waits by the broker's own count, and 64 KiB for each; before that, the broker has carried ${WARM_UP_EVENTS.toLocaleString("en")} events. ${MEMORY_REPEATS} repeats.`;
const METRICS = [
  { key: "grown", label: "grown", unit: "MiB" },
  { key: "allowed", label: "allowed", unit: "MiB" },
] as const;

function verdictsOf(series: Parameters<typeof ratioVerdict>[0]): ReturnType<typeof ratioVerdict>[] {
  const idle = valueVerdict({
    what: `${TITLE}: ${IDLE.toLocaleString("en")} idle connections`,
    unit: "MiB",
    values: series[0]!.repeats["grown"]!,
    atMost: 30,
  });
  const stuck = [DENSE_NAME, SPARSE_NAME].map((system) =>
    ratioVerdict(series, {
      what: `${TITLE}: ${system}: grown to allowed`,
      of: { system, metric: "grown" },
      to: { system, metric: "allowed" },
      atMost: 1,
    }),
  );
  return [idle, ...stuck];
}

async function growthByIdle(): Promise<Sample> {
  await using stage = new Stage();
  const broker = await stage.broker(decnet);
  await sleep(CALM_MS);
  const before = broker.residentBytes();
  const clients = stage.role<SubscriberRole>("subscriber");
  await clients.call.open({ line: broker.line, topic: WANTED, payloadBytes: PAYLOAD_BYTES, connections: IDLE });
  await sleep(CALM_MS);
  return { grown: (broker.residentBytes() - before) / MIB, allowed: 30 };
}

async function growthByStuck(mix: Parameters<PublisherRole["loadMix"]>[0], events: number): Promise<Sample> {
  await using stage = new Stage();
  const broker = await stage.broker(decnet);
  await warmUp(stage, broker);
  const before = broker.residentBytes();
  const clients = stage.role<SubscriberRole>("subscriber");
  await clients.call.open({ line: broker.line, topic: WANTED, payloadBytes: PAYLOAD_BYTES, connections: STUCK });
  clients.freeze();
  const publisher = stage.role<PublisherRole>("publisher");
  await publisher.call.open(broker.line);
  await publisher.call.loadMix(mix);
  await publisher.call.flood(events);
  await sleep(CALM_MS);
  const queued = await queuedBytes(broker);
  return {
    grown: (broker.residentBytes() - before) / MIB,
    allowed: (queued + STUCK * ALLOWANCE_BYTES) / MIB,
  };
}

/** Traffic that leaves the heap as it is in operation, and nobody connected. */
async function warmUp(stage: Stage, broker: RunningBroker): Promise<void> {
  const audience = { topic: OTHER, payloadBytes: PAYLOAD_BYTES, processes: 1, connectionsEach: 1 };
  const rig = await openRig(stage, broker, audience);
  await run(rig, WARM_UP_EVENTS, () => rig.publisher.call.flood(WARM_UP_EVENTS));
  await Promise.all([rig.publisher, ...rig.subscribers].map((role) => role.stop()));
  await sleep(CALM_MS);
}

/**
 * What waits for all consumers, as the broker counts it.
 * @throws Error if a queue is not full, because then this measures something else.
 */
async function queuedBytes(broker: RunningBroker): Promise<number> {
  const { connection } = await openLine(broker.line, "publisher");
  let bytes = 0;
  let notFull = 0;
  connection.write(encodeFrame({ case: "statusRequest", value: { ref: 1 } }));
  await connection.answer((got) => {
    const frame = frameAt(got, 0);
    if (frame?.kind.case !== "status") return undefined;
    const consumers = frame.kind.value.connections.filter(({ patterns }) => patterns.length > 0);
    bytes = consumers.reduce((sum, { queuedBytes: one }) => sum + one, 0);
    notFull = STUCK - consumers.filter(({ eventsDropped }) => eventsDropped > 0n).length;
    return frame.end;
  });
  connection.close();
  if (notFull > 0) throw new Error(`${notFull} of ${STUCK} queues have not run over; publish more events.`);
  return bytes;
}
