// What a raw client has to know of a broker's protocol: how to say hello, how to subscribe, and what the bytes of a publication and
// of its delivery are. They are encoded once, before anything is measured; a run only writes and counts bytes. That way it is
// the brokers that are compared, and every one of them has a client that costs equally little.

import type { Endpoint } from "../endpoint.ts";
import type { RawConnection } from "./raw-connection.ts";

export type Side = "publisher" | "subscriber";

/** Something in the stream that is not the delivery that is counted. */
export interface Aside {
  /** Its length in bytes. */
  readonly bytes: number;
  /** To be written back. */
  readonly answer?: Uint8Array;
  /** How many events it says were lost right here. */
  readonly lost?: number;
}

export interface Protocol {
  /** Where that side connects, if that differs from where the broker listens. */
  endpoint?(endpoint: Endpoint, side: Side): Endpoint;
  /** Resolves when the broker has taken the connection. */
  greet(connection: RawConnection, side: Side): Promise<void>;
  /** Resolves when the broker has confirmed: whatever is published from then on is delivered. */
  subscribe(connection: RawConnection, topic: string): Promise<void>;
  /** What a publisher must answer to `bytes`, if anything. Nothing else of what it hears matters. */
  answerAsPublisher?(bytes: Uint8Array): Uint8Array | undefined;
  publication(topic: string, payload: Uint8Array): Uint8Array;
  /** The same event as it reaches a subscriber that said `subscribe(topic)`. */
  delivery(topic: string, payload: Uint8Array): Uint8Array;
  /**
   * What stands at `bytes[at]`, where no delivery begins; undefined while it is not complete.
   * @throws Error if the broker says that something is wrong.
   */
  aside(bytes: Uint8Array, at: number): Aside | undefined;
}
