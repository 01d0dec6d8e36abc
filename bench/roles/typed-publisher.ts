// Publishes typed objects through a library, in bursts: the next burst begins when the last but one has left. That keeps a library
// busy without letting it pile up everything in memory, and is the same for all.

import type { TypedClient } from "../clients/client.ts";
import { clients, type ClientName } from "../clients/index.ts";
import type { Endpoint } from "../endpoint.ts";
import { nowMs } from "../now.ts";
import type { Published } from "./publisher.ts";
import { serve } from "./serve.ts";

const MUTATION_ID = "5f0c8a4e-7a52-4c37-a0a8-0d3f9f0f7a11";

let client: TypedClient;

const role = {
  async open(name: ClientName, endpoint: Endpoint): Promise<void> {
    const open = await clients[name]();
    client = await open(endpoint);
  },

  async publish(events: number, burst: number): Promise<Published> {
    const startedMs = nowMs();
    let before: Promise<void> = Promise.resolve();
    for (let sent = 0; sent < events;) {
      for (const end = Math.min(events, sent + burst); sent < end; sent++)
        client.publish({ mutationId: MUTATION_ID, op: "add_lan" });
      const flushed = client.flush();
      await before;
      before = flushed;
    }
    await before;
    return { startedMs, endedMs: nowMs() };
  },
};

export type TypedPublisherRole = typeof role;
serve(role);
