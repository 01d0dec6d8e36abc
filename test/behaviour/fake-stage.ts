// The fake bus of `decnet-bus/testing`, in this process.

import { createFakeBus } from "../../src/testing/index.ts";
import { settled } from "../support/settled.ts";
import type { Stage, Transport } from "./stage.ts";

export const fake: Transport = {
  name: "fake",
  withoutBroker: undefined,
  open: (limits) => {
    const island = createFakeBus({ limits });
    const stage: Stage = {
      bus: (options) => island.another(options),
      start: async () => island.up(),
      kill: async () => island.down(),
      stop: async () => {
        island.down({ goodbye: true });
        // The Goodbye is read in this turn.
        await settled();
      },
      freeze: () => island.stall(),
      thaw: () => island.resume(),
      cut: () => island.cut(),
      hold: (bus) => island.stall(bus),
      release: (bus) => island.resume(bus),
      [Symbol.asyncDispose]: () => island.close(),
    };
    return Promise.resolve(stage);
  },
};
