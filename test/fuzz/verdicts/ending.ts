// Did the daemon leave nothing behind, and end as it should?

import type { LogFigures } from "../log-watch.ts";

export interface Ending {
  /** Before the attack and after it, with the pairs connected and nobody else. */
  readonly openFilesBefore: number;
  readonly openFilesAfter: number;
  /** Undefined: it did not end. */
  readonly exit: { readonly code: number | null; readonly signal: string | null } | undefined;
  /** From SIGTERM. */
  readonly stopMs: number;
  readonly socketFileLeft: boolean;
}

/** A second is for flushing, and the machine is busy. */
export const STOP_LIMIT_MS = 2_000;

export function endingFindings({ openFilesBefore, openFilesAfter, exit, stopMs, socketFileLeft }: Ending): string[] {
  const findings: string[] = [];
  if (openFilesAfter > openFilesBefore)
    findings.push(`${openFilesAfter} files were open when all attackers had left; ${openFilesBefore} before they came`);
  if (exit === undefined) findings.push(`the daemon did not end within ${STOP_LIMIT_MS} ms of SIGTERM`);
  else if (exit.code !== 0) findings.push(`the daemon ended with ${exit.signal ?? exit.code}`);
  else if (stopMs > STOP_LIMIT_MS)
    findings.push(`the daemon took ${Math.round(stopMs)} ms to end; it has ${STOP_LIMIT_MS}`);
  if (socketFileLeft) findings.push("the socket file was left behind");
  return findings;
}

export function logFindings({ bad }: LogFigures): string[] {
  return bad.map((line) => `the log says: ${line}`);
}
