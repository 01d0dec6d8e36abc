// What the variables of this shell do to workers that are started from it. The command itself always means the real bus.

import { busEnabled, busType } from "../../config.ts";
import { BusError } from "../../errors.ts";
import type { Facts } from "../facts.ts";
import { fail, type Outcome, pass, warn } from "../finding.ts";

export function shell({ env }: Facts): Outcome {
  try {
    if (!busEnabled(env)) {
      const seen = `DECNET_BUS_ENABLED=${env["DECNET_BUS_ENABLED"]} in this shell: workers that are started from it have no bus`;
      return warn(seen, "unset DECNET_BUS_ENABLED, and start them again");
    }
    if (busType(env) === "fake") {
      const seen = "DECNET_BUS_TYPE=fake in this shell: workers that are started from it reach nobody but themselves";
      return warn(seen, "unset DECNET_BUS_TYPE, and start them again");
    }
    return pass("workers that are started from this shell use the bus");
  } catch (error) {
    if (!(error instanceof BusError)) throw error;
    return fail("configuration", error.message, "unset it, or correct it, in this shell and in the workers' env file");
  }
}
