// How a client introduces itself.

import { BusError } from "../errors.ts";
import { VERSION } from "../version.ts";
import { MAX_CLIENT_NAME_BYTES } from "../wire/limits.ts";
import type { HelloOptions } from "./bus.ts";
import type { HelloInit } from "./connection.ts";

/** @throws BusError INVALID_CONFIG for a name that the bus would refuse. */
export function helloOf({ clientName = "", noEcho = false }: HelloOptions): HelloInit {
  if (typeof clientName !== "string")
    throw new BusError("INVALID_CONFIG", `clientName is of type ${typeof clientName}; give the worker's name.`);
  if (Buffer.byteLength(clientName) > MAX_CLIENT_NAME_BYTES || /\p{Cc}/u.test(clientName)) {
    const what = `clientName is ${JSON.stringify(clientName.slice(0, MAX_CLIENT_NAME_BYTES))}`;
    throw new BusError(
      "INVALID_CONFIG",
      `${what}; give at most ${MAX_CLIENT_NAME_BYTES} bytes, without control characters.`,
    );
  }
  return { clientName, clientLibrary: `decnet-bus/${VERSION} node/${process.versions.node}`, pid: process.pid, noEcho };
}
