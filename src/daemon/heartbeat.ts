// `system.bus.health`, every so often: a subscriber that misses a few knows that the daemon hangs. It is published by the very loop
// that serves the clients, because a heart that beats elsewhere proves nothing.

import { create, toBinary } from "@bufbuild/protobuf";
import { timestampFromMs } from "@bufbuild/protobuf/wkt";
import { SystemBusHealthSchema } from "../../gen/decnet/topics/v1/system_pb.ts";
import { systemBusHealth } from "../../gen/decnet/topics/v1/topics.ts";
import type { Broker } from "../broker/broker.ts";
import type { Clock } from "../clock.ts";
import { BusError } from "../errors.ts";
import { VERSION } from "../version.ts";
import { EventWriter } from "../wire/event-codec.ts";
import { every } from "./every.ts";

/** What a timer can be set to: 2^31 milliseconds, nearly 25 days. Beyond it, it would fire at once, and again. */
export const MAX_HEARTBEAT_S = 2_147_483;

/** @throws BusError INVALID_CONFIG for a number of seconds that no timer can be set to. */
export function checkHeartbeat(seconds: number): void {
  if (seconds >= 0 && seconds <= MAX_HEARTBEAT_S) return;
  throw new BusError("INVALID_CONFIG", `The heartbeat is ${seconds} s; give 0 (none) to ${MAX_HEARTBEAT_S}.`);
}

/** Publishes the broker's health every `everyMs` milliseconds; 0 = never. Returns what stops it. */
export function startHeartbeat(broker: Broker, clock: Clock, everyMs: number): () => void {
  if (everyMs === 0) return () => {};
  const topic = systemBusHealth();
  const writer = new EventWriter("decnet-bus", clock);
  return every(clock, everyMs, () => broker.publish(writer.frame(topic, healthOf(broker, clock)), topic));
}

function healthOf({ counts, uptimeMs }: Broker, clock: Clock): Uint8Array {
  const health = create(SystemBusHealthSchema, {
    ts: timestampFromMs(clock.unixMs()),
    uptimeS: uptimeMs / 1_000,
    pid: process.pid,
    version: VERSION,
    counts: {
      connections: counts.connections,
      patterns: counts.patterns,
      eventsIn: BigInt(counts.eventsIn),
      eventsOut: BigInt(counts.eventsOut),
      eventsDropped: BigInt(counts.eventsDropped),
    },
  });
  return toBinary(SystemBusHealthSchema, health);
}
