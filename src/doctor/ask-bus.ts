// Connects as a worker does, and asks: does it answer, and what is it doing?

import { roundTripMs, visit } from "../client/visit.ts";
import { BusError, systemErrorCode } from "../errors.ts";
import { getBus } from "../get-bus.ts";
import type { Host } from "../no-bus/host.ts";
import { whyAbsent } from "../no-bus/why-absent.ts";
import { whyDenied } from "../no-bus/why-denied.ts";
import type { Answer } from "./facts.ts";

/** What the system calls a connection that is being made; whatever else it refuses comes later. */
const CONNECTING = "connect";

export async function askBus(path: string, seconds: number, host: Host): Promise<Answer> {
  const silent = { warn: () => {} };
  const bus = getBus({ clientName: "decnet doctor", env: {}, socket: path, reconnect: false, logger: silent });
  const late = (): BusError => new BusError("TIMEOUT", `The bus did not answer within ${seconds} s.`);
  try {
    return await visit(bus, { timeoutMs: seconds * 1_000, late }, async (leftMs) => ({
      kind: "answers",
      roundTripMs: await roundTripMs(bus, leftMs()),
      status: await bus.status({ timeoutMs: leftMs() }),
    }));
  } catch (error) {
    if (!(error instanceof BusError)) throw error;
    if (error.code === "TIMEOUT") return { kind: "hangs", seconds };
    return failed(path, error, host);
  }
}

/** What the system said is behind it, or nothing is: then it was the bus that said it, or ended what was begun. */
async function failed(path: string, error: BusError, host: Host): Promise<Answer> {
  const { cause } = error;
  const code = systemErrorCode(cause);
  const connected = cause instanceof Error && "syscall" in cause && cause.syscall !== CONNECTING;
  if (code === undefined || connected) return { kind: "refuses", error };
  const isDenied = error.code === "PERMISSION_DENIED";
  return { kind: "unreachable", code, why: isDenied ? await whyDenied(path, host) : await whyAbsent(path, code, host) };
}
