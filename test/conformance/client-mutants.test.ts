// The suite can fail: for each client that breaks one rule, a case says so, and names the requirement.

import { describe } from "vitest";
import { testMutants } from "./caught.ts";
import { CLIENT_MUTANTS } from "./client-mutants.ts";

describe("a client that", () => {
  testMutants("client", CLIENT_MUTANTS);
});
