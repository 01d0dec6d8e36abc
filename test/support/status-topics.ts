// The events that tests publish when any will do: numbered, so that what is missing can be seen.

import type { Bus, BusEvent } from "../../src/client/bus.ts";

type StatusEvent = BusEvent<"topology.*.status">;

/** Publishes those with the numbers from `from` on, below `to`, each with a text beside it. Returns how many were handed over. */
export function publishNumbers(bus: Bus, from: number, to: number, text = ""): number {
  let handedOver = 0;
  for (let number = from; number < to; number++) {
    if (bus.publish(`topology.t${number % 3}.status`, { state: String(number), reason: text })) handedOver++;
  }
  return handedOver;
}

export function numberOf({ payload }: StatusEvent): number {
  return Number(payload.state);
}

/** Reads until the event with this number is there. */
export async function readUntil(events: AsyncIterable<StatusEvent>, last: number): Promise<StatusEvent[]> {
  const read: StatusEvent[] = [];
  for await (const event of events) {
    read.push(event);
    if (numberOf(event) === last) break;
  }
  return read;
}

/** How many are missing before each of them, by their numbers; `first` is the one that should come first. */
export function holes(events: readonly StatusEvent[], first: number): number[] {
  return events.map((event, at) => numberOf(event) - (at === 0 ? first : numberOf(events[at - 1]!) + 1));
}

/** How many are missing before each of them, as their gaps have it. */
export function toldHoles(events: readonly StatusEvent[]): (number | undefined)[] {
  return events.map(({ gap }) => (gap === undefined ? 0 : gap.count));
}

export function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, at) => from + at);
}
