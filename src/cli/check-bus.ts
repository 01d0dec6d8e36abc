// Whether a bus lives: `decnet bus status --check` without the process around it.

import { roundTripMs } from "../client/visit.ts";
import { type CliBusOptions, cliSocket, withCliBus } from "./cli-bus.ts";
import { jsonLine } from "./json-line.ts";
import { printable } from "./printable.ts";
import { milliseconds } from "./quantity.ts";

/** Resolves to the line that says so. Rejects with the BusError that tells why not. */
export async function checkBus({ json, ...options }: CliBusOptions & { readonly json: boolean }): Promise<string> {
  const socket = cliSocket(options.socket);
  const ms = await withCliBus(options, (bus, leftMs) => roundTripMs(bus, leftMs()));
  if (json) return jsonLine({ alive: true, socket, roundTripMs: ms });
  return printable(`alive: ${socket} answers in ${milliseconds(ms)}`);
}
