// Our own client, as the README shows it.

import type * as IndexModule from "../../src/index.ts";
import type * as TopicsModule from "../../src/topics.ts";
import { loadBuilt } from "../built.ts";
import { type OpenClient, pathOf } from "./client.ts";

export const openDecnet: OpenClient = async (endpoint) => {
  const { getBus } = await loadBuilt<typeof IndexModule>("index.js");
  const { topologyMutation, MUTATION_APPLIED } = await loadBuilt<typeof TopicsModule>("topics.js");
  const topic = topologyMutation("abc123", MUTATION_APPLIED);
  const bus = await getBus({ clientName: "bench", socket: pathOf(endpoint) }).connect();
  let lost = 0;
  return {
    async subscribe(onMutation) {
      const subscription = bus.subscribe("topology.abc123.mutation.applied", {
        onGap: ({ count = 0 }) => (lost += count),
      });
      await subscription.ready;
      void (async () => {
        for await (const { payload } of subscription) onMutation(payload);
      })();
    },
    publish: (mutation) => void bus.publish(topic, mutation),
    flush: () => bus.flush(),
    get lost() {
      return lost;
    },
  };
};
