// How a client introduces itself.

import { VERSION } from "../version.ts";
import type { HelloOptions } from "./bus.ts";
import type { HelloInit } from "./connection.ts";

export function helloOf({ clientName = "", noEcho = false }: HelloOptions): HelloInit {
  return { clientName, clientLibrary: `decnet-bus/${VERSION} node/${process.versions.node}`, pid: process.pid, noEcho };
}
