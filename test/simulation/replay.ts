// How a property of the simulation is run, and how a failure is run again. A failure prints a line like
//
//   FC_SEED=1157372081 FC_PATH=11:1:1:0:2 npx vitest run --project unit test/simulation -t crowded
//
// which runs exactly the life that failed, shrunk as far as it was. With FC_SEED alone, all lives of that run are run again.

import { fc } from "@fast-check/vitest";
import { lawsHoldIn, type WorldName } from "./worlds.ts";

/**
 * Lives so many lives; or those that the environment asks for.
 * @throws Error, with everything that is known, if a law is broken.
 */
export async function live(world: WorldName, numRuns: number): Promise<void> {
  const failure = failureOf(world, await fc.check(lawsHoldIn(world), runOptions(numRuns)));
  if (failure !== undefined) throw new Error(failure);
}

/** What a failure says, and how to see it again. Undefined if there was none. */
export function failureOf<T>(world: WorldName, details: fc.RunDetails<T>): string | undefined {
  if (!details.failed) return undefined;
  const { seed, counterexamplePath, counterexample, numRuns, errorInstance } = details;
  const replay = `FC_SEED=${seed} FC_PATH=${counterexamplePath}`;
  return [
    `In a ${world} world, run ${numRuns}, ${why(errorInstance)}`,
    `The life in which it happened, as short as it could be made: ${JSON.stringify(counterexample)}`,
    `To run it again: ${replay} npx vitest run --project unit test/simulation -t ${world}`,
  ].join("\n\n");
}

function runOptions(numRuns: number): Pick<fc.Parameters, "numRuns" | "seed" | "path" | "endOnFailure"> {
  const { FC_SEED: seed, FC_PATH: path } = process.env;
  if (seed === undefined) return { numRuns };
  if (path === undefined) return { numRuns, seed: Number(seed) };
  return { numRuns, seed: Number(seed), path, endOnFailure: true };
}

function why(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}\n${error.cause.stack}` : String(error.stack);
}
