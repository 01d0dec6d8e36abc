// One error class with a closed set of codes. The codes are the proto's (decnet.bus.v1.Code), so that a Goodbye, a log line and
// an exception speak of the same thing by the same name. Expected outcomes (full, closed, dropped) are returned, not thrown;
// a BusError is misuse, a refused start, or a peer that broke the protocol. Nothing may match on the message text.

import { Code } from "../gen/decnet/bus/v1/code_pb.ts";

/** Name of a code in `decnet.bus.v1.Code`, without its prefix. */
export type BusErrorCode = Exclude<keyof typeof Code, "OK">;

/** What the library throws and rejects with. `code` is stable; `message` says what happened, why, and what to do next. */
export class BusError extends Error {
  override readonly name = "BusError";
  readonly code: BusErrorCode;

  constructor(code: BusErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}

/** How the message of an error begins that says why there is no bus; a log is searched for it. */
export const NO_BUS = "bus: unavailable: ";

const nameByNumber = new Map<number, BusErrorCode>();
for (const [name, number] of Object.entries(Code)) {
  if (number !== Code.OK) nameByNumber.set(number, name as BusErrorCode);
}

/** The name of a code that came over the wire. A number from a newer peer is `INTERNAL`, as the proto says. */
export function codeName(code: number): BusErrorCode {
  return nameByNumber.get(code) ?? "INTERNAL";
}

/** The `code` that Node puts on the errors of system calls ("ENOENT"), or undefined. */
export function systemErrorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}
