// Where the bus is, and whether there is one: flag or option, then environment, then default. Client and daemon read it here, so that
// they cannot disagree. An environment variable that is set to the empty string is a value.

import { accessSync, constants, existsSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { BusError } from "./errors.ts";

export const SYSTEM_SOCKET = "/run/decnet/bus.sock";
const DEFAULT_GROUP = "decnet";

/** The transports that a client can be told to use. */
export type BusType = "unix" | "fake";

export type Environment = Readonly<Record<string, string | undefined>>;

/** What the file system says; handed in by tests. */
export interface FileProbe {
  exists(path: string): boolean;
  writable(folder: string): boolean;
  home(): string;
}

const fileSystem: FileProbe = {
  exists: existsSync,
  writable: (folder) => {
    try {
      accessSync(folder, constants.W_OK | constants.X_OK);
      return true;
    } catch {
      return false;
    }
  },
  home: homedir,
};

/**
 * DECNET_BUS_ENABLED, default true.
 * @throws BusError INVALID_CONFIG if it is neither true nor false.
 */
export function busEnabled(env: Environment): boolean {
  const value = env["DECNET_BUS_ENABLED"];
  if (value === undefined || /^(true|1|yes|on)$/i.test(value)) return true;
  if (/^(false|0|no|off)$/i.test(value)) return false;
  throw new BusError(
    "INVALID_CONFIG",
    `DECNET_BUS_ENABLED is ${JSON.stringify(value)}; set it to true or false, or unset it.`,
  );
}

/**
 * DECNET_BUS_TYPE, default unix.
 * @throws BusError INVALID_CONFIG if it is anything else than unix or fake.
 */
export function busType(env: Environment): BusType {
  const value = env["DECNET_BUS_TYPE"] ?? "unix";
  if (value === "unix" || value === "fake") return value;
  throw new BusError(
    "INVALID_CONFIG",
    `DECNET_BUS_TYPE is ${JSON.stringify(value)}; set it to unix or fake, or unset it.`,
  );
}

/** The group that shall own the socket: `flag`, else DECNET_BUS_GROUP, else "decnet". Empty = leave it as it is. */
export function socketGroup(flag: string | undefined, env: Environment): string {
  return flag ?? env["DECNET_BUS_GROUP"] ?? DEFAULT_GROUP;
}

/**
 * Where the daemon listens: `flag`, else DECNET_BUS_SOCKET, else /run/decnet/bus.sock if the daemon may create it there, else
 * ~/.decnet/bus.sock.
 * @throws BusError INVALID_CONFIG if it is empty.
 */
export function daemonSocket(flag: string | undefined, env: Environment, files: FileProbe = fileSystem): string {
  return chosenSocket(flag, env) ?? (files.writable(dirname(SYSTEM_SOCKET)) ? SYSTEM_SOCKET : homeSocket(files));
}

/**
 * Where a client looks: `option`, else DECNET_BUS_SOCKET, else /run/decnet/bus.sock if it exists (a client needs no right to write
 * there), else ~/.decnet/bus.sock.
 * @throws BusError INVALID_CONFIG if it is empty.
 */
export function clientSocket(option: string | undefined, env: Environment, files: FileProbe = fileSystem): string {
  return chosenSocket(option, env) ?? (files.exists(SYSTEM_SOCKET) ? SYSTEM_SOCKET : homeSocket(files));
}

/** Where a bus listens that was not told otherwise: as root, or as a user. */
export function usualSockets(files: FileProbe = fileSystem): readonly string[] {
  return [SYSTEM_SOCKET, homeSocket(files)];
}

/** The folder that the daemon makes for itself if need be: ~/.decnet. */
export function homeFolder(files: FileProbe = fileSystem): string {
  return join(files.home(), ".decnet");
}

/**
 * The path that somebody has chosen: `explicit`, else DECNET_BUS_SOCKET; undefined if nobody has.
 * @throws BusError INVALID_CONFIG if it is empty.
 */
export function chosenSocket(explicit: string | undefined, env: Environment): string | undefined {
  const path = explicit ?? env["DECNET_BUS_SOCKET"];
  if (path !== "") return path;
  const origin = explicit === undefined ? "DECNET_BUS_SOCKET" : "The socket path";
  throw new BusError(
    "INVALID_CONFIG",
    `${origin} is empty; give the path of a socket, or leave it away for the default.`,
  );
}

function homeSocket(files: FileProbe): string {
  return join(homeFolder(files), "bus.sock");
}
