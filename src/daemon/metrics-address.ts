// Where metrics are served: a UNIX socket, or a port of this machine's own addresses. Who is connected, and what they lose, is nobody's
// business on the network, so an address that it could be asked from is refused.

import { BusError } from "../errors.ts";

export type MetricsAddress =
  | { readonly kind: "unix"; readonly path: string }
  | { readonly kind: "tcp"; readonly host: string; readonly port: number };

const UNIX = "unix:";
const WAYS = "Give unix:PATH, 127.0.0.1:PORT or [::1]:PORT; empty for none";
const MAX_PORT = 65_535;

/**
 * What `text` names; undefined if it is empty. `origin` is where it stands.
 * @throws BusError INVALID_CONFIG, saying why it cannot be served there.
 */
export function metricsAddress(text: string, origin = "--metrics"): MetricsAddress | undefined {
  if (text === "") return undefined;
  const refuse = (why: string): BusError =>
    new BusError("INVALID_CONFIG", `${origin} is ${JSON.stringify(text)}, ${why}. ${WAYS}.`);
  if (text.startsWith(UNIX)) {
    const path = text.slice(UNIX.length);
    if (path === "" || path.includes("\0")) throw refuse("which names no path");
    return { kind: "unix", path };
  }
  const [, six, four = "", port] = /^(?:\[(.*)\]|([^:]*)):(\d{1,5})$/.exec(text) ?? [];
  if (port === undefined) throw refuse("which is no address with a port");
  if (Number(port) > MAX_PORT) throw refuse(`but ports end at ${MAX_PORT}`);
  const host = six ?? four;
  if (six === undefined ? isLoopback(host) : host === "::1") return { kind: "tcp", host, port: Number(port) };
  throw refuse(whyNot(host));
}

function isLoopback(host: string): boolean {
  const bytes = /^127\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(host)?.slice(1);
  return bytes !== undefined && bytes.every((byte) => Number(byte) <= 255 && String(Number(byte)) === byte);
}

function whyNot(host: string): string {
  if (["", "*", "0.0.0.0", "::"].includes(host)) return "which is all addresses of this host, so the network could ask";
  if (host === "localhost") return "a name, and what it means is decided elsewhere";
  return "which is not an address of this machine alone";
}
