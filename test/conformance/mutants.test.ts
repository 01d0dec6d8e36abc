// The suite can fail: for each broker that breaks one rule, a case says so, and names the requirement.

import { describe } from "vitest";
import { testMutants } from "./caught.ts";
import { MUTANTS } from "./mutants.ts";

describe("a broker that", () => {
  testMutants("broker", MUTANTS);
});
