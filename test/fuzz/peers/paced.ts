// A well-behaved publisher's day: an event every now and then, and at times a burst while its subscriber is not looking, so that
// events are lost and the loss has to be told.

import { setTimeout as delay } from "node:timers/promises";

export interface Pace {
  /** Publishes the next event. */
  publish(): void;
  /** Publishes many while the subscriber does not read, and resolves when it reads again. */
  burst(): Promise<void>;
}

const EVERY_MS = 20;
const EVENTS_BETWEEN_BURSTS = 500;

/** Runs until `published` says that it is enough. A burst comes early, so that a short run has one. */
export async function keepPace(pace: Pace, isEnough: () => boolean): Promise<void> {
  for (let turn = 1; !isEnough(); turn++) {
    pace.publish();
    await delay(EVERY_MS);
    if (turn % EVENTS_BETWEEN_BURSTS === 20) await pace.burst();
  }
}
