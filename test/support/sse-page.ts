// Pages on the fake bus, with the time in the test's hand.

import { expect, onTestFinished } from "vitest";
import { sseResponse, type SseOptions } from "../../src/sse/sse-response.ts";
import { createFakeBus, type FakeBus, type FakeBusOptions } from "../../src/testing/fake-bus.ts";
import { PageReader } from "./event-stream.ts";
import { ManualClock } from "./manual-clock.ts";
import { settled } from "./settled.ts";

export const clock = new ManualClock();

export async function fakeBus(options: FakeBusOptions = {}): Promise<FakeBus> {
  const bus = createFakeBus({ clientName: "api", clock, ...options });
  onTestFinished(() => bus.close());
  return bus.connect();
}

export type Patterns = readonly ["topology.*.status"];
export const patterns: Patterns = ["topology.*.status"];

/** A page that reads the numbered events of `publishNumbers`. */
export function open(bus: Parameters<typeof sseResponse>[0], options: Partial<SseOptions<Patterns>> = {}): PageReader {
  const page = new PageReader(sseResponse(bus, { patterns, clock, ...options }).body);
  onTestFinished(() => page.leave());
  return page;
}

export async function openLive(bus: FakeBus, options: Partial<SseOptions<Patterns>> = {}): Promise<PageReader> {
  const page = open(bus, options);
  expect(await page.next()).toMatchObject({ event: "ready" });
  return page;
}

/** Resolves when all that was published before is with the subscribers. */
export async function arrived(bus: FakeBus): Promise<void> {
  await bus.flush();
  await settled();
}

export function names(events: readonly { event: string }[]): string[] {
  return events.map(({ event }) => event);
}
