// A whole client: a typed object goes in, a decoded payload comes out. What a worker would use, with each system's own library.

import type { Endpoint } from "../endpoint.ts";

/** The payload, as all of them see it. */
export interface Mutation {
  readonly mutationId: string;
  readonly op: string;
}

export interface TypedClient {
  /** Resolves when the subscription is confirmed. */
  subscribe(onMutation: (mutation: Mutation) => void): Promise<void>;
  publish(mutation: Mutation): void;
  /** Resolves when what was published before has left, as far as the library can tell. */
  flush(): Promise<void>;
  /** Events that the library knows to be lost. */
  readonly lost: number;
}

export type OpenClient = (endpoint: Endpoint) => Promise<TypedClient>;

export const TOPIC = "topology.abc123.mutation.applied";

/** Of a broker that listens on a UNIX socket here. */
export function pathOf(endpoint: Endpoint): string {
  if ("path" in endpoint) return endpoint.path;
  throw new Error("This client is given a UNIX socket.");
}
