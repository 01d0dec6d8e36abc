// Events as they come from the broker, for tests of what a client makes of them.

import { create, toBinary } from "@bufbuild/protobuf";
import { type Event, EventSchema } from "../../gen/decnet/bus/v1/frame_pb.ts";
import { TopologyStatusSchema } from "../../gen/decnet/topics/v1/topology_pb.ts";
import { EventWriter } from "../../src/wire/event-codec.ts";
import { frameBodyBytes } from "../../src/wire/frame-codec.ts";
import { ManualClock } from "./manual-clock.ts";

/** An event of `topology.{topology_id}.status`. */
export function statusEvent(topologyId: string, { state = "active", reason = "" } = {}): Event {
  return create(EventSchema, { topic: `topology.${topologyId}.status`, payload: statusPayload(state, reason) });
}

/** An event whose payload is no message. */
export function undecodableEvent(topic: string): Event {
  return create(EventSchema, { topic, payload: Uint8Array.of(0xff) });
}

/** The state with which an event of `topic`, published by `source` without a reason, has exactly `bytes` in its frame. */
export function stateForFrame(bytes: number, topic: string, source: string): string {
  const writer = new EventWriter(source, new ManualClock());
  const state = "x".repeat(bytes - 200);
  const frame = writer.frame(topic, statusPayload(state, ""));
  return state + "x".repeat(bytes - frameBodyBytes(frame));
}

function statusPayload(state: string, reason: string): Uint8Array {
  return toBinary(TopologyStatusSchema, create(TopologyStatusSchema, { state, reason }));
}
