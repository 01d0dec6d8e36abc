// What holds for an outbox whatever happens to it in whatever order.

import { fc, test as property } from "@fast-check/vitest";
import { expect } from "vitest";
import { OutboxScript } from "../support/outbox-script.ts";

type Step = "event" | "large event" | "control" | "flush" | "sent" | "fence";

const steps = fc.array(
  fc.constantFrom<Step>("event", "event", "event", "large event", "control", "flush", "sent", "fence"),
  { maxLength: 150 },
);

property.prop([steps, fc.integer({ min: 1, max: 5 }), fc.integer({ min: 4, max: 20 })])(
  "every event is sent or dropped, in order, and every gap is told where it is",
  (all, queueEvents, queueBytes) => {
    const script = new OutboxScript({ queueEvents, queueBytes });
    const queued: string[] = [];
    const controls: string[] = [];
    const fences = new Map<string, number>();
    for (const [index, step] of all.entries()) {
      if (step === "event" || step === "large event") {
        queued.push(`e${index}`);
        script.event(`e${index}`, step === "event" ? 1 + (index % 4) : queueBytes - 1 + (index % 3));
      } else if (step === "control") {
        controls.push(`c${index}`);
        script.control(`c${index}`);
      } else if (step === "fence") {
        fences.set(`f${index}`, queued.length);
        script.fence(`f${index}`);
      } else if (step === "flush") script.outbox.flush();
      else if (script.inFlight) script.sent();
      const { outbox } = script;
      expect(outbox.sent + outbox.dropped + outbox.queuedEvents).toBe(queued.length);
      expect(outbox.queuedEvents).toBeLessThanOrEqual(queueEvents);
      expect(outbox.queuedBytes).toBeLessThanOrEqual(queueBytes);
      // A fence is never early: nothing before it waits.
      for (const name of script.reached) {
        expect(outbox.sent + outbox.dropped).toBeGreaterThanOrEqual(fences.get(name)!);
      }
    }
    script.outbox.flush();
    while (script.inFlight) script.sent();
    expect(script.reached).toEqual([...fences.keys()]);
    expect(script.batches.flat().filter((name) => name.startsWith("c"))).toEqual(controls);
    const { received, gaps } = readStream(script.batches.flat().filter((name) => !name.startsWith("c")));
    expect(withGaps(queued, received)).toEqual(gaps);
  },
);

interface Gap {
  /** How many events were received before it. */
  readonly at: number;
  readonly count: number;
}

/** What a subscriber sees: events, and the gaps between them. */
function readStream(names: readonly string[]): { received: string[]; gaps: Gap[] } {
  const received: string[] = [];
  const gaps: Gap[] = [];
  let total = 0;
  for (const name of names) {
    const notice = /^dropped (\d+) of (\d+): /.exec(name);
    if (notice === null) {
      received.push(name);
      continue;
    }
    const count = Number(notice[1]);
    total += count;
    expect(count).toBeGreaterThan(0);
    expect(Number(notice[2])).toBe(total);
    gaps.push({ at: received.length, count });
  }
  return { received, gaps: mergedGaps(gaps) };
}

/** Where events are missing in `received`, which has to be in the order of `queued`. */
function withGaps(queued: readonly string[], received: readonly string[]): Gap[] {
  const gaps: Gap[] = [];
  let next = 0;
  for (const [at, name] of received.entries()) {
    const index = queued.indexOf(name, next);
    expect(index, `${name} came twice or out of order`).toBeGreaterThanOrEqual(next);
    if (index > next) gaps.push({ at, count: index - next });
    next = index + 1;
  }
  if (next < queued.length) gaps.push({ at: received.length, count: queued.length - next });
  return gaps;
}

/** Notices without an event between them tell of one gap. */
function mergedGaps(gaps: readonly Gap[]): Gap[] {
  const merged = new Map<number, number>();
  for (const { at, count } of gaps) merged.set(at, (merged.get(at) ?? 0) + count);
  return Array.from(merged, ([at, count]) => ({ at, count }));
}
