import { describe, expect, test } from "vitest";
import type { Step } from "../../src/install/plan-install.ts";
import { runSteps } from "../../src/install/run-steps.ts";
import { busError } from "../support/bus-error.ts";

/** Runs the steps, and returns those that were begun. */
function begun(...steps: readonly Step[]): { readonly told: readonly Step[]; readonly error: unknown } {
  const told: Step[] = [];
  try {
    runSteps(steps, (step) => told.push(step));
    return { told, error: undefined };
  } catch (error) {
    return { told, error };
  }
}

describe("runSteps", () => {
  test("runs one after the other, and tells each before", () => {
    expect(begun(["true"], ["test", "-d", "/"])).toEqual({ told: [["true"], ["test", "-d", "/"]], error: undefined });
  });

  test("ends with the first that fails, with what it said", () => {
    const step = ["sh", "-c", "echo no such unit >&2; exit 5"];
    const { told, error } = begun(["true"], step, ["true"]);
    expect(told).toEqual([["true"], step]);
    expect(error).toEqual(busError("UNAVAILABLE", "ended with 5: no such unit"));
  });

  test("says so if a command does not exist, or is killed", () => {
    expect(begun(["decnet-no-such-command"]).error).toEqual(busError("UNAVAILABLE", "ENOENT"));
    expect(begun(["sh", "-c", "kill -KILL $$"]).error).toEqual(busError("UNAVAILABLE", "ended with SIGKILL"));
  });
});
