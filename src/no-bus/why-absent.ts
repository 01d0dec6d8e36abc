// Why nobody answers on a socket: nobody runs, or somebody runs elsewhere, or the path is wrong.

import { dirname, join, resolve } from "node:path";
import type { Host } from "./host.ts";
import type { Why } from "./why.ts";

/** Nothing can be opened, so nothing can be looked for either. */
const LIMITS: ReadonlySet<string> = new Set(["EMFILE", "ENFILE", "ENOBUFS", "ENOMEM"]);

/** Says what is at the path instead of a bus, and what to do. `code` is what the system said when it was connected to. */
export async function whyAbsent(path: string, code: string, host: Host): Promise<Why> {
  if (LIMITS.has(code)) {
    const what = `${path} cannot be connected to (${code}): this process, or the host, is at a limit`;
    return { what, way: "See what has so many files open (ulimit -n)." };
  }
  return { what: await whatIsThere(path, code, host), way: await wayOut(path, code, host) };
}

async function whatIsThere(path: string, code: string, host: Host): Promise<string> {
  switch (code) {
    case "ENOENT":
      return whatIsMissing(path, host);
    case "ENOTDIR":
      return `${await notAFolder(path, host)}, in the path of the socket ${path}, is no folder`;
    case "ECONNREFUSED": {
      const { kind } = await host.find(path);
      return kind === "folder" || kind === "file"
        ? `${path} is a ${kind}, not a socket`
        : `nobody listens on ${path}; the file is left from a bus that ended`;
    }
    default:
      return `${path} cannot be connected to (${code})`;
  }
}

async function whatIsMissing(path: string, host: Host): Promise<string> {
  const usual = host.usualSockets();
  if (usual.includes(path)) {
    const missing = await filtered(usual, async (other) => (await host.find(other)).kind === "missing");
    return `there is no socket at ${[...new Set([path, ...missing])].join(", nor at ")}`;
  }
  const folder = dirname(path);
  const { kind } = await host.find(folder);
  if (kind === "missing") return `there is no socket at ${shown(path)}, nor even the folder ${shown(folder)}`;
  return `there is no socket at ${shown(path)}`;
}

/** The first part of the path that is something else. */
async function notAFolder(path: string, host: Host): Promise<string> {
  for (let at = dirname(path); dirname(at) !== at; at = dirname(at)) {
    const { kind } = await host.find(at);
    if (kind === "file" || kind === "socket") return at;
  }
  return dirname(path);
}

/** A bus elsewhere is the answer; without one, the two questions that remain. */
async function wayOut(path: string, code: string, host: Host): Promise<string> {
  const others = [...host.usualSockets(), join(path, "bus.sock")].filter((other) => resolve(other) !== resolve(path));
  for (const other of others) {
    if ((await host.find(other)).kind !== "socket") continue;
    const listens = await host.listens(other);
    if (listens === true)
      return `But a bus listens on ${other}: set DECNET_BUS_SOCKET to the same path for both, or start one here.`;
    if (listens === "denied")
      return `There is a socket at ${other}, which this user may not connect to; see that both have the same DECNET_BUS_SOCKET.`;
  }
  const { kind } = await host.find(path);
  return (code === "ECONNREFUSED" && kind !== "folder" && kind !== "file") || code === "ENOENT"
    ? "Is the bus running (systemctl status decnet-bus), and has it the same DECNET_BUS_SOCKET? To start it: systemctl start decnet-bus, or `decnet bus`."
    : "See that it is the path of the bus's socket (DECNET_BUS_SOCKET).";
}

/** A relative path means another file in every folder. */
function shown(path: string): string {
  return path === resolve(path) ? path : `${path} (from here that is ${resolve(path)})`;
}

async function filtered<Item>(items: readonly Item[], holds: (item: Item) => Promise<boolean>): Promise<Item[]> {
  const verdicts = await Promise.all(items.map(holds));
  return items.filter((_, index) => verdicts[index]);
}
