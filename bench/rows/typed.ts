// Whole clients, side by side: a typed object in, a decoded payload out, in another process.

import type { ClientName } from "../clients/index.ts";
import { compete, type Contestant } from "../compete.ts";
import { type Outcome, run } from "../flood.ts";
import type { TypedPublisherRole } from "../roles/typed-publisher.ts";
import type { TypedSubscriberRole } from "../roles/typed-subscriber.ts";
import type { Row } from "../row.ts";
import { Stage } from "../stage.ts";
import { decnetLarge } from "../systems/decnet.ts";
import { installed } from "../systems/index.ts";
import { mosquitto } from "../systems/mosquitto.ts";
import { nats } from "../systems/nats.ts";
import { redis } from "../systems/redis.ts";
import type { System } from "../systems/system.ts";
import { ratioVerdict } from "../verdict.ts";

interface Library {
  readonly system: System;
  readonly client: ClientName;
  /** Of a full run: about a second's worth. */
  readonly events: number;
}

const LIBRARIES: readonly Library[] = [
  { system: decnetLarge, client: "decnet", events: 512_000 },
  { system: nats, client: "nats.js", events: 512_000 },
  { system: redis, client: "ioredis", events: 204_800 },
  { system: mosquitto, client: "mqtt.js", events: 102_400 },
];
const QUICK_PART = 1 / 4;
/** A worker at its busiest, and somebody who fills the pipe. Two of the large ones fit into the 16,384 events that our client lets wait. */
const BURSTS = [400, 2_000] as const;
const TITLE = "Whole client, typed object to decoded payload";

export const typed: Row = {
  name: "typed",
  async measure(context) {
    await using stage = new Stage();
    const contestants: Contestant[] = [];
    const systems = installed(
      LIBRARIES.map(({ system }) => system),
      context.versions,
    );
    for (const library of LIBRARIES.filter(({ system }) => systems.includes(system)))
      contestants.push(...(await contestantsOf(stage, library, context.quick ? QUICK_PART : 1)));
    const series = await compete(contestants, context);
    const target = (to: ClientName, atLeast: number): ReturnType<typeof ratioVerdict> =>
      ratioVerdict(series, {
        what: `${TITLE}: decnet to ${to} with JSON`,
        of: { system: nameOf("decnet", BURSTS[0]), metric: "rate" },
        to: { system: nameOf(to, BURSTS[0]), metric: "rate" },
        atLeast,
      });
    return {
      name: "typed",
      title: TITLE,
      about:
        "One process publishes typed objects through each system's own library, in bursts of which two are under way at a time; another gets the decoded payloads. decnet: protobuf, with source, id and time on each event; the others: JSON, and nothing else. decnet with the large queue.",
      metrics: [
        { key: "rate", label: "delivered", unit: "events/s" },
        { key: "share", label: "share delivered", unit: "%" },
      ],
      series,
      verdicts: [target("nats.js", 3), target("ioredis", 10)],
      notes: [],
    };
  },
};

async function contestantsOf(stage: Stage, { system, client, events }: Library, part: number): Promise<Contestant[]> {
  const { line } = await stage.broker(system);
  const subscriber = stage.role<TypedSubscriberRole>("typed-subscriber");
  await subscriber.call.open(client, line.endpoint);
  const publisher = stage.role<TypedPublisherRole>("typed-publisher");
  await publisher.call.open(client, line.endpoint);
  const listeners = { subscribers: [subscriber], copies: 1 };
  const publish = (count: number, burst: number): Promise<Outcome> =>
    run(listeners, count, () => publisher.call.publish(count, burst));
  return BURSTS.map((burst) => ({
    name: nameOf(client, burst),
    warmUp: () => publish(events / 2, burst),
    measure: async () => {
      const { ratePerS, share } = await publish(events * part, burst);
      return { rate: ratePerS, share: share * 100 };
    },
  }));
}

function nameOf(client: ClientName, burst: number): string {
  return `${client}, bursts of ${burst}`;
}
