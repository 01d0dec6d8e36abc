// What a peer did wrong. A fault is an expected outcome of reading somebody else's bytes, so it is returned, not thrown; the
// session turns it into a Goodbye.

import type { BusErrorCode } from "../errors.ts";

export interface Fault {
  readonly code: BusErrorCode;
  /** For people: what was wrong. */
  readonly detail: string;
}

export function protocolFault(detail: string): Fault {
  return { code: "PROTOCOL_ERROR", detail };
}
