// A library of somebody's own, on top of ours: the compiler writes the types of these down, and must find a public name for each.

import { type BusEvent, getAppBus, getBus, type PayloadFor, pollOrWake, type Subscription } from "decnet-bus";
import { startBroker } from "decnet-bus/broker";
import { createFakeBus } from "decnet-bus/testing";
import { declaredTopics, freeForm, topologyMutation, topologyStatus } from "decnet-bus/topics";
import { encodeFrame } from "decnet-bus/wire";

export const bus = getBus();
export const mutations = bus.subscribe("topology.*.mutation.*");
export const free = bus.subscribe(freeForm("lab.>"));
export const stats = bus.stats();
export const wakes = pollOrWake(bus, "topology.>", { everyMs: 1_000 });
export const shared = getAppBus();
export const fake = createFakeBus();
export const broker = startBroker({ socket: "/nowhere", group: "", heartbeatS: 0 });
export const status = topologyStatus("maze");
export const failed = topologyMutation("maze", "failed");
export const frame = encodeFrame({ case: "ping", value: { ref: 1 } });
export const [topic] = declaredTopics;
export const payload = {} as PayloadFor<"system.log">;

export async function* states(events: Subscription<BusEvent<"topology.*.status">>) {
  for await (const event of events) yield [event.params.topologyId, event.payload] as const;
}
