// Receives decoded payloads from a library, looks at each, and counts.

import type { TypedClient } from "../clients/client.ts";
import { clients, type ClientName } from "../clients/index.ts";
import type { Endpoint } from "../endpoint.ts";
import { nowMs } from "../now.ts";
import { serve } from "./serve.ts";
import type { Received } from "./subscriber.ts";

/** A look at the clock costs as much as some libraries' whole event, so not at each. */
const CLOCK_EVERY = 64;

let client: TypedClient;
let messages = 0;
let lostBefore = 0;
let lastMs = 0;
/** What was looked at; a payload without its fields would show. */
let characters = 0;

const role = {
  async open(name: ClientName, endpoint: Endpoint): Promise<void> {
    const open = await clients[name]();
    client = await open(endpoint);
    await client.subscribe(({ mutationId, op }) => {
      characters += mutationId.length + op.length;
      if (++messages % CLOCK_EVERY === 0) lastMs = nowMs();
    });
  },

  reset(): void {
    messages = 0;
    characters = 0;
    lastMs = 0;
    lostBefore = client.lost;
  },

  received(): Received & { readonly characters: number } {
    return { messages, lost: client.lost - lostBefore, lastMs, closed: 0, characters };
  },
};

export type TypedSubscriberRole = typeof role;
serve(role);
