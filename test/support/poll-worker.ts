// A worker's loop, with its time in the test's hand.

import { onTestFinished } from "vitest";
import type { Bus } from "../../src/client/bus.ts";
import { type PollOptions, pollOrWake, type Wake } from "../../src/client/poll-or-wake.ts";
import { createFakeBus } from "../../src/testing/index.ts";
import { ManualClock } from "./manual-clock.ts";
import { settled } from "./settled.ts";

export const EVERY_MS = 10_000;
export const MUTATION = { mutationId: "m", op: "add_lan" };
export const ENQUEUED = "topology.*.mutation.enqueued";

/** A loop, and what it says, without waiting for it. */
export class Worker {
  readonly clock = new ManualClock();
  readonly loop: AsyncGenerator<Wake, void, undefined>;
  #next: Promise<IteratorResult<Wake, void>> | undefined;

  constructor(bus: Bus | null, options: Partial<PollOptions> = {}) {
    this.loop = pollOrWake(bus, ENQUEUED, { everyMs: EVERY_MS, clock: this.clock, ...options });
  }

  /** Goes to the next wake. The reason, "end", or undefined if there is none yet; ask again then. */
  async wake(): Promise<string | undefined> {
    let result: IteratorResult<Wake, void> | undefined;
    this.#next ??= this.loop.next();
    void this.#next.then((value) => (result = value));
    await settled();
    if (result === undefined) return undefined;
    this.#next = undefined;
    return result.done === true ? "end" : result.value.reason;
  }
}

export async function fakeBuses(): Promise<{ bus: Bus; publish: (id: string) => Promise<void> }> {
  const bus = createFakeBus();
  const publisher = bus.another();
  await Promise.all([bus.connect(), publisher.connect()]);
  onTestFinished(() => bus.close());
  const publish = async (id: string): Promise<void> => {
    publisher.publish(`topology.${id}.mutation.enqueued`, MUTATION);
    await publisher.flush();
    await settled();
  };
  return { bus, publish };
}
