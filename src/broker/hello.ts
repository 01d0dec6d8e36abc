// Is this a Hello that we can talk to? (decnet.bus.v1.Hello)

import type { Hello } from "../../gen/decnet/bus/v1/frame_pb.ts";
import { type Fault, protocolFault } from "../wire/fault.ts";
import { MAX_CLIENT_NAME_BYTES } from "../wire/limits.ts";

/** The protocol that this broker speaks. */
export const PROTOCOL = 1;

export function helloFault(hello: Hello): Fault | undefined {
  const { protocolMin, protocolMax } = hello;
  // 0 is what a client sends that does not say; the proto reads it as 1.
  if ((protocolMin || 1) > PROTOCOL || (protocolMax || 1) < PROTOCOL) {
    const detail = `the client speaks protocol ${protocolMin} to ${protocolMax}, this broker ${PROTOCOL}; update the older one`;
    return { code: "UNSUPPORTED_PROTOCOL", detail };
  }
  return nameFault("client_name", hello.clientName) ?? nameFault("client_library", hello.clientLibrary);
}

/** Names are shown to operators, so they must be short and may not steer a terminal. */
function nameFault(field: string, name: string): Fault | undefined {
  if (Buffer.byteLength(name) > MAX_CLIENT_NAME_BYTES)
    return protocolFault(`${field} is longer than ${MAX_CLIENT_NAME_BYTES} bytes`);
  if (/\p{Cc}/u.test(name)) return protocolFault(`${field} holds a control character`);
  return undefined;
}
