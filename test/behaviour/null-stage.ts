// DECNET_BUS_ENABLED=false: the bus that does nothing.

import type { Bus } from "../../src/client/bus.ts";
import { getBus } from "../../src/get-bus.ts";
import type { Stage, Transport } from "./stage.ts";

const WITHOUT_BROKER = "the bus that does nothing has no broker, and delivers nothing";

export const nothing: Transport = {
  name: "null",
  withoutBroker: WITHOUT_BROKER,
  open: () => {
    const buses: Bus[] = [];
    const cannot = (): never => {
      throw new Error(WITHOUT_BROKER);
    };
    const stage: Stage = {
      bus: (options = {}) => {
        const bus = getBus({ ...options, env: { DECNET_BUS_ENABLED: "false" } });
        buses.push(bus);
        return bus;
      },
      start: cannot,
      kill: cannot,
      stop: cannot,
      freeze: cannot,
      thaw: cannot,
      cut: cannot,
      hold: cannot,
      release: cannot,
      [Symbol.asyncDispose]: async () => {
        await Promise.all(buses.map((bus) => bus.close()));
      },
    };
    return Promise.resolve(stage);
  },
};
