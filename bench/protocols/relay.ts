// The byte relay looks at nothing, so whatever comes out of it is what went in: the frames of decnet-bus, without its conversation.

import type { Endpoint } from "../endpoint.ts";
import { decnet } from "./decnet.ts";
import type { Protocol } from "./protocol.ts";
import { subscribersPath } from "./relay-path.ts";

export const relay: Protocol = {
  endpoint(endpoint, side): Endpoint {
    if (!("path" in endpoint)) throw new Error("The relay listens on UNIX sockets.");
    return side === "publisher" ? endpoint : { path: subscribersPath(endpoint.path) };
  },
  greet: () => Promise.resolve(),
  /** It sends a byte to a subscriber whom it has taken. */
  subscribe: (connection) => connection.answer((bytes) => (bytes.length > 0 ? 1 : undefined)),
  publication: (topic, payload) => decnet.publication(topic, payload),
  delivery: (topic, payload) => decnet.delivery(topic, payload),
  aside() {
    throw new Error("The relay has sent something that nobody gave it.");
  },
};
