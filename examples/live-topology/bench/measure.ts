// One drag, timed as the one who drags sees it: from the request that the page sends until the page has fetched the topology with the LAN in
// its new place. On one machine, so that one clock says both.

import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { follow } from "../client/follow.ts";
import { postMutation } from "../client/post-mutation.ts";
import type { Example } from "../launcher/example.ts";
import { type BusEventData, eventsPath, type Mutation } from "../shared/index.ts";

/** In milliseconds, since the request was sent. */
export interface Drag {
  /** The API has answered: the mutation is written. */
  readonly written: number;
  /** The page knows that it was applied. */
  readonly applied: number;
  /** The page has the topology as it is then. */
  readonly shown: number;
}

/** How often a page without a bus looks, here; a real one looks less often, and waits longer. */
const LOOK_EVERY_MS = 25;

/** With the bus: one drag after the other, the page hears of it. */
export async function dragWithBus(example: Example, count: number): Promise<Drag[]> {
  const leave = new AbortController();
  const applied = new EventTarget();
  const live = once(applied, "live");
  const following = follow(
    example.address + eventsPath("maze"),
    (event, data) => {
      if (event === "ready") applied.dispatchEvent(new Event("live"));
      if (event !== "topology.mutation.applied") return;
      applied.dispatchEvent(new Event((data as BusEventData<"topology.mutation.applied">).payload.mutation_id));
    },
    leave.signal,
  );
  await live;
  const drags: Drag[] = [];
  for (let drag = 0; drag < count; drag++) {
    drags.push(await timeDrag(example, drag, (id) => once(applied, id)));
    await sleep(10 + Math.random() * 20);
  }
  leave.abort();
  await following;
  return drags;
}

/** Without: at moments that have nothing to do with the mutators' poll, and the page looks again and again. */
export async function dragWithoutBus(example: Example, count: number, spreadMs: number): Promise<Drag[]> {
  const drags: Promise<Drag>[] = [];
  for (let drag = 0; drag < count; drag++) {
    await sleep(Math.random() * 2 * (spreadMs / count));
    drags.push(timeDrag(example, drag, (id) => untilApplied(example, id)));
  }
  return Promise.all(drags);
}

async function timeDrag(example: Example, x: number, applied: (id: string) => Promise<unknown>): Promise<Drag> {
  const mutation_id = randomUUID();
  const begun = performance.now();
  const heard = applied(mutation_id).then(() => performance.now() - begun);
  await postMutation(example.address, "maze", { op: "move_lan", payload: { lan_id: "dmz", x, y: 0 }, mutation_id });
  const written = performance.now() - begun;
  const known = await heard;
  await fetch(`${example.address}/api/v1/topologies/maze`).then((response) => response.json());
  return { written, applied: known, shown: performance.now() - begun };
}

async function untilApplied({ address }: Example, id: string): Promise<void> {
  while (true) {
    const response = await fetch(`${address}/api/v1/topologies/maze/mutations/${id}`);
    if (response.ok && ((await response.json()) as Mutation).state === "applied") return;
    await sleep(LOOK_EVERY_MS);
  }
}
