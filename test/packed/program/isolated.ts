// The same for whoever writes the types down by hand (isolatedDeclarations).

import { type Bus, type BusEvent, getBus, type PayloadFor, pollOrWake, type Subscription, type Wake } from "decnet-bus";
import { createFakeBus, type FakeBus } from "decnet-bus/testing";

export const bus: Bus = getBus();
export const mutations: Subscription<BusEvent<"topology.*.mutation.*">> = bus.subscribe("topology.*.mutation.*");
export const wakes: AsyncGenerator<Wake> = pollOrWake(bus, "topology.>", { everyMs: 1_000 });
export const fake: FakeBus = createFakeBus();
export const payload: PayloadFor<"topology.maze.status"> = { state: "active", reason: "" };
