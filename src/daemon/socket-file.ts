// The file that clients connect to: mode 0660, of the group, and never somebody else's. Until group and mode are set only the owner can
// connect, so there is no moment at which a stranger could.

import { chmodSync, lchownSync, lstatSync, mkdirSync, realpathSync, statSync, unlinkSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { homeFolder } from "../config.ts";
import { BusError, systemErrorCode } from "../errors.ts";
import type { Connection } from "../transport/connection.ts";
import { withStartLock } from "../transport/start-lock.ts";
import { checkSocketPath, isListening, listenUnix, type UnixListener } from "../transport/unix.ts";

const SOCKET_MODE = 0o660;
const HOME_FOLDER_MODE = 0o700;

export interface SocketFile {
  readonly path: string;
  /** Number of the group that shall own it; undefined leaves it as the system made it. */
  readonly groupId: number | undefined;
}

/**
 * Listens on the path. A stale file, one that nobody listens on, is replaced; a live bus is not touched.
 * @throws BusError INVALID_CONFIG, NO_SUCH_FOLDER, NOT_A_SOCKET, ADDRESS_IN_USE, PERMISSION_DENIED.
 */
export async function listenOnSocketFile(
  file: SocketFile,
  accept: (connection: Connection) => void,
): Promise<UnixListener> {
  const { path } = file;
  checkSocketPath(path);
  try {
    ensureFolder(dirname(path));
    // Two spellings of one path are one socket.
    const lock = join(realpathSync(dirname(path)), basename(path));
    return await withStartLock(lock, () => replaceAndListen(file, accept));
  } catch (error) {
    throw socketError(path, error);
  }
}

async function replaceAndListen(file: SocketFile, accept: (connection: Connection) => void): Promise<UnixListener> {
  await removeStale(file.path);
  const listener = await listenUnix(file.path, accept);
  try {
    setAccess(file);
    return listener;
  } catch (error) {
    listener.close();
    throw error;
  }
}

/** Only ~/.decnet is ours to make; the rest of the system is its operator's. */
function ensureFolder(folder: string): void {
  if (resolve(folder) === homeFolder()) makeFolder(folder);
  const stats = statSync(folder, { throwIfNoEntry: false });
  if (stats?.isDirectory() === true) return;
  const what = stats === undefined ? "does not exist" : "is not a folder";
  const ways = `Create it (install -d -m 0750 -g decnet ${folder}; under systemd: RuntimeDirectory=), or choose another path (--socket).`;
  throw new BusError("NO_SUCH_FOLDER", `The folder of the socket, ${folder}, ${what}. ${ways}`);
}

/** Not its parents: a home that does not exist is nobody's. */
function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { mode: HOME_FOLDER_MODE });
  } catch (error) {
    const code = systemErrorCode(error);
    if (code !== "EEXIST" && code !== "ENOENT") throw error;
  }
}

async function removeStale(path: string): Promise<void> {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return;
  if (!stats.isSocket()) {
    const what = stats.isDirectory() ? "a folder" : stats.isSymbolicLink() ? "a symbolic link" : "a file, not a socket";
    throw new BusError("NOT_A_SOCKET", `At ${path} there is ${what}. Remove it, or choose another path (--socket).`);
  }
  if (await isListening(path)) throw addressInUse(path);
  unlinkSync(path);
}

/** Mode last: only then may the group connect. */
function setAccess({ path, groupId }: SocketFile): void {
  if (groupId !== undefined) lchownSync(path, -1, groupId);
  chmodSync(path, SOCKET_MODE);
}

/** What a system call said about the path, in the words of whoever has to mend it. */
function socketError(path: string, error: unknown): unknown {
  switch (systemErrorCode(error)) {
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return accessError(path, error);
    case "EADDRINUSE":
      return addressInUse(path, error);
    default:
      return error;
  }
}

function addressInUse(path: string, cause?: unknown): BusError {
  const ways = "Stop it first (systemctl stop decnet-bus), or choose another path (--socket).";
  return new BusError("ADDRESS_IN_USE", `A bus is already listening on ${path}. ${ways}`, { cause });
}

function accessError(path: string, cause: unknown): BusError {
  const ways =
    'Run it as root or as a member of the group that shall own the socket, leave the group as it is (--group ""), or choose another path (--socket).';
  const what = `This user may not create the socket ${path} as it shall be (${systemErrorCode(cause) ?? String(cause)}).`;
  return new BusError("PERMISSION_DENIED", `${what} ${ways}`, { cause });
}
