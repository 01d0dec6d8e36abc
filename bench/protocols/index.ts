// The protocols by name: a role in another process is told the name.

import type { Endpoint } from "../endpoint.ts";
import { decnet } from "./decnet.ts";
import { mqtt } from "./mqtt.ts";
import { nats } from "./nats.ts";
import type { Protocol, Side } from "./protocol.ts";
import { RawConnection } from "./raw-connection.ts";
import { redis, redisPattern } from "./redis.ts";
import { relay } from "./relay.ts";

export const protocols = { decnet, mqtt, nats, redis, redisPattern, relay } satisfies Record<string, Protocol>;

export type ProtocolName = keyof typeof protocols;

/** How a broker is reached. */
export interface Line {
  readonly endpoint: Endpoint;
  readonly protocol: ProtocolName;
}

/** Connects and says hello. */
export async function openLine(line: Line, side: Side): Promise<{ connection: RawConnection; protocol: Protocol }> {
  const protocol: Protocol = protocols[line.protocol];
  const connection = await RawConnection.open(protocol.endpoint?.(line.endpoint, side) ?? line.endpoint);
  await protocol.greet(connection, side);
  return { connection, protocol };
}
