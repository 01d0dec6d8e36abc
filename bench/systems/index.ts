// Which brokers take part: those that are installed. One that is missing is named, before the run and in the results.

import { mosquitto, mosquittoVersion } from "./mosquitto.ts";
import { nats, natsVersion } from "./nats.ts";
import { redis, redisVersion } from "./redis.ts";
import type { System } from "./system.ts";

export const NATS = nats.name;
export const REDIS = redis.name;
export const MOSQUITTO = mosquitto.name;

/** Versions by name; undefined for what is not installed. */
export type PeerVersions = Readonly<Record<string, string | undefined>>;

export function peerVersions(): PeerVersions {
  return { [NATS]: natsVersion(), [REDIS]: redisVersion(), [MOSQUITTO]: mosquittoVersion() };
}

/** Of those systems, the ones whose peer is installed. "redis-server, pattern" is redis-server, too. */
export function installed(systems: readonly System[], versions: PeerVersions): System[] {
  return systems.filter(({ name }) => {
    const peer = Object.keys(versions).find((known) => name.startsWith(known));
    return peer === undefined || versions[peer] !== undefined;
  });
}
