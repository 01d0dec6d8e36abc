// One test for each mutant.

import { expect, test } from "vitest";
import { hunt, type Mutation, type Side } from "./hunt.ts";

export function testMutants(side: Side, mutants: Readonly<Record<string, Mutation>>): void {
  test.each(Object.entries(mutants).map(([name, mutant]) => [name, mutant.caught[0], mutant] as const))(
    "%s is caught by %s",
    { timeout: 120_000 },
    async (name, _id, mutant) => {
      expect((await hunt(side, name, mutant)).survived).toBeUndefined();
    },
  );
}
