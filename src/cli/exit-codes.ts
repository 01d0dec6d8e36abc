// What a script can tell from the exit status; the numbers are those of sysexits.h. A closed table: each code has exactly one.

import type { BusErrorCode } from "../errors.ts";

export const EXIT_USAGE = 2;
export const EXIT_UNAVAILABLE = 69;
export const EXIT_SOFTWARE = 70;
/** Output that cannot be written, input that cannot be read; bin/decnet.js says it, too. */
export const EXIT_IO = 74;
export const EXIT_PERMISSION = 77;
export const EXIT_CONFIGURATION = 78;
export const EXIT_INTERRUPTED = 130;

const byCode: Record<BusErrorCode, number> = {
  INVALID_TOPIC: EXIT_USAGE,
  INVALID_PATTERN: EXIT_USAGE,
  INVALID_PAYLOAD: EXIT_USAGE,
  UNDECLARED_TOPIC: EXIT_USAGE,
  EVENT_TOO_LARGE: EXIT_USAGE,
  UNAVAILABLE: EXIT_UNAVAILABLE,
  CLOSED: EXIT_UNAVAILABLE,
  TIMEOUT: EXIT_UNAVAILABLE,
  SHUTDOWN: EXIT_UNAVAILABLE,
  ADDRESS_IN_USE: EXIT_UNAVAILABLE,
  TOO_MANY_CONNECTIONS: EXIT_UNAVAILABLE,
  TOO_MANY_PATTERNS: EXIT_UNAVAILABLE,
  TOO_MANY_UNANSWERED: EXIT_UNAVAILABLE,
  HANDSHAKE_TIMEOUT: EXIT_UNAVAILABLE,
  FRAME_TIMEOUT: EXIT_UNAVAILABLE,
  PERMISSION_DENIED: EXIT_PERMISSION,
  INVALID_CONFIG: EXIT_CONFIGURATION,
  NO_SUCH_GROUP: EXIT_CONFIGURATION,
  NO_SUCH_FOLDER: EXIT_CONFIGURATION,
  NOT_A_SOCKET: EXIT_CONFIGURATION,
  PROTOCOL_ERROR: EXIT_SOFTWARE,
  UNSUPPORTED_PROTOCOL: EXIT_SOFTWARE,
  FRAME_TOO_LARGE: EXIT_SOFTWARE,
  INTERNAL: EXIT_SOFTWARE,
  INVALID_RECORDING: EXIT_IO,
};

export function exitCodeOf(code: BusErrorCode): number {
  return byCode[code];
}

/** The part of a command's help that lists its exit statuses. Each is one line of at most 80 columns: oclif indents by two. */
export function exitStatus(rows: readonly (readonly [status: number, meaning: string])[]): string {
  return ["Exit status:", ...rows.map(([status, meaning]) => `${String(status).padEnd(4)} ${meaning}`)].join("\n");
}
