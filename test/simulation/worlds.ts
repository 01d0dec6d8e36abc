// The lives that a broker is put through. Limits are small, so that every edge is met many times in a short life.

import { fc } from "@fast-check/vitest";
import { Simulation } from "./simulation.ts";
import { lifeIn, type World } from "./steps.ts";

export const WORLDS = {
  /** Everything at once, with little of everything. */
  crowded: {
    limits: fc.record({
      queueEvents: fc.integer({ min: 1, max: 8 }),
      queueBytes: fc.constantFrom(40, 100, 300, 1 << 20),
      maxUnanswered: fc.oneof(fc.integer({ min: 1, max: 6 }), fc.constant(100)),
      maxPatterns: fc.integer({ min: 1, max: 4 }),
      // One topic and one pattern are longer than 6.
      maxTopicBytes: fc.oneof({ arbitrary: fc.constant(255), weight: 9 }, fc.constant(6)),
      maxConnections: fc.integer({ min: 3, max: 6 }),
      maxFrameBytes: fc.constantFrom(5_000, 128 << 10),
    }),
    payloadBytes: fc.oneof(
      { arbitrary: fc.nat({ max: 40 }), weight: 50 },
      { arbitrary: fc.nat({ max: 300 }), weight: 8 },
      // Around the sizes where a reader's paths part: before Hello, in this world's frames, in two bytes of varint.
      { arbitrary: fc.constantFrom(4_090, 4_995, 16_380, 16_400), weight: 1 },
    ),
    maxSteps: 50,
    maxSayings: 6,
    restarts: 1,
  },
  /** Events so large that a queue does not leave in one batch. */
  heavy: {
    limits: fc.record({
      queueEvents: fc.integer({ min: 4, max: 40 }),
      queueBytes: fc.constantFrom(300_000, 2 << 20),
      maxFrameBytes: fc.constant(128 << 10),
    }),
    payloadBytes: fc.oneof(fc.integer({ min: 5_000, max: 60_000 }), fc.nat({ max: 40 })),
    maxSteps: 20,
    maxSayings: 4,
    restarts: 4,
  },
} satisfies Record<string, World>;

export type WorldName = keyof typeof WORLDS;

/** Whatever happens in a world, the broker does as its model does. */
export function lawsHoldIn(world: WorldName): fc.IAsyncProperty<[{ limits: object; steps: object[] }]> {
  return fc.asyncProperty(lifeIn(WORLDS[world]), ({ limits, steps }) => new Simulation(limits).run(steps));
}
