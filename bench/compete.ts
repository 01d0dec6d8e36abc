// Repeats, with the systems in turn (A B C, A B C, …): when the machine is slower for a while, it is slower for all.

import type { Series } from "./result.ts";
import type { Context } from "./row.ts";

/** One value for each metric. */
export type Sample = Readonly<Record<string, number>>;

export interface Contestant {
  readonly name: string;
  /** Called once before it counts: compilers compile what runs often, and take their time. Default: `measure`. */
  warmUp?(): Promise<unknown>;
  /** Called once for each repeat. */
  measure(): Promise<Sample>;
}

export async function compete(
  contestants: readonly Contestant[],
  context: Pick<Context, "repeats" | "progress">,
): Promise<Series[]> {
  for (const contestant of contestants) {
    context.progress(`warming up ${contestant.name}`);
    await (contestant.warmUp === undefined ? contestant.measure() : contestant.warmUp());
  }
  const samples = contestants.map(({ name }): { name: string; taken: Sample[] } => ({ name, taken: [] }));
  for (let repeat = 1; repeat <= context.repeats; repeat++) {
    for (const [index, contestant] of contestants.entries()) {
      context.progress(`${repeat}/${context.repeats} ${contestant.name}`);
      samples[index]!.taken.push(await contestant.measure());
    }
  }
  return samples.map(({ name, taken }) => ({ system: name, repeats: byMetric(taken) }));
}

export function byMetric(samples: readonly Sample[]): Record<string, number[]> {
  const metrics = Object.keys(samples[0] ?? {});
  return Object.fromEntries(metrics.map((metric) => [metric, samples.map((sample) => sample[metric]!)]));
}
