// Connects as a worker does, and asks: does it answer, and what is it doing?

import { inTime } from "../client/in-time.ts";
import { systemClock } from "../clock.ts";
import { BusError, systemErrorCode } from "../errors.ts";
import { getBus } from "../get-bus.ts";
import type { Host } from "../no-bus/host.ts";
import { whyAbsent } from "../no-bus/why-absent.ts";
import { whyDenied } from "../no-bus/why-denied.ts";
import type { Answer } from "./facts.ts";

/** A bus that is left is told so; one that hangs does not keep us. */
const LEAVE_MS = 250;

export async function askBus(path: string, seconds: number, host: Host): Promise<Answer> {
  const endMs = performance.now() + seconds * 1_000;
  const leftMs = (): number => Math.max(1, endMs - performance.now());
  const silent = { warn: () => {} };
  const bus = getBus({ clientName: "decnet doctor", env: {}, socket: path, reconnect: false, logger: silent });
  try {
    if (!(await inTime(bus.connect(), leftMs(), systemClock))) return { kind: "hangs", seconds };
    const startedMs = performance.now();
    await bus.flush({ timeoutMs: leftMs() });
    const roundTripMs = performance.now() - startedMs;
    return { kind: "answers", roundTripMs, status: await bus.status({ timeoutMs: leftMs() }) };
  } catch (error) {
    if (!(error instanceof BusError)) throw error;
    if (error.code === "TIMEOUT") return { kind: "hangs", seconds };
    return await failed(path, error, host);
  } finally {
    await inTime(bus.close(), LEAVE_MS, systemClock);
  }
}

/** What the system said is behind it, or nothing is: then it was the bus that said it. */
async function failed(path: string, error: BusError, host: Host): Promise<Answer> {
  const code = systemErrorCode(error.cause);
  if (code === undefined) return { kind: "refuses", error };
  const isDenied = error.code === "PERMISSION_DENIED";
  return { kind: "unreachable", code, why: isDenied ? await whyDenied(path, host) : await whyAbsent(path, code, host) };
}
