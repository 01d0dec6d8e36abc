// The file that clients connect to: mode 0660, of the group, and never somebody else's. The socket is bound in a private folder (mode
// 0700), gets its group and mode there, and is then renamed to its path. So there is no moment at which a stranger could connect, none at
// which a path that leads to a bus leads nowhere, and no umask to change, which would be the whole process's.

import {
  chmodSync,
  lchownSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  statSync,
  unlinkSync,
} from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { homeFolder } from "../config.ts";
import { BusError, systemErrorCode } from "../errors.ts";
import { probe } from "../transport/probe.ts";
import { type Host, listenUnix, type UnixListener } from "../transport/unix-listener.ts";
import { checkSocketPath, MAX_SOCKET_PATH_BYTES } from "../transport/unix.ts";
import { inTurn, PRIVATE_PREFIX } from "./start-turn.ts";

const SOCKET_MODE = 0o660;
const HOME_FOLDER_MODE = 0o700;
const MAX_FOLDER_BYTES = MAX_SOCKET_PATH_BYTES - `/${PRIVATE_PREFIX}123456/s`.length;

export interface SocketFile {
  readonly path: string;
  /** What an operator has named it with. Default: --socket, which is the bus's own. */
  readonly option?: "--socket" | "--metrics";
  /** Number of the group that shall own it; undefined leaves it as the system made it. */
  readonly groupId: number | undefined;
}

/** Binds a socket at a path, and listens there. */
type Bind = (path: string) => Promise<UnixListener>;

/** As `publishOnSocketFile`, for clients of the bus. */
export function listenOnSocketFile(file: SocketFile, host: Host): Promise<UnixListener> {
  return publishOnSocketFile(file, (path) => listenUnix(path, host));
}

/**
 * Listens on the path. A stale file, one that nobody listens on, is replaced; a live bus is not touched. Closing the listener removes
 * the file if it is still the same one.
 * @throws BusError INVALID_CONFIG, NO_SUCH_FOLDER, NOT_A_SOCKET, ADDRESS_IN_USE, PERMISSION_DENIED.
 */
export async function publishOnSocketFile(file: SocketFile, bind: Bind): Promise<UnixListener> {
  const { path } = file;
  checkSocketPath(path);
  checkFolderPath(dirname(path));
  try {
    ensureFolder(file);
    await checkVacant(file);
    return await inPrivateFolder(dirname(path), (folder) => bindAndPublish(boundIn(folder, path), file, bind));
  } catch (error) {
    throw socketError(file, error);
  }
}

/** The socket has a longer path before it is published, which the kernel must take as well. */
function checkFolderPath(folder: string): void {
  const bytes = Buffer.byteLength(folder);
  if (bytes <= MAX_FOLDER_BYTES) return;
  const what = `The path of the socket's folder has ${bytes} bytes; the bus needs one of at most ${MAX_FOLDER_BYTES}`;
  throw new BusError(
    "INVALID_CONFIG",
    `${what}, because it binds in a folder within. Choose a shorter one than ${folder}.`,
  );
}

/** By the name that it will have, where that fits: the kernel lists sockets by the path that they were bound to. */
function boundIn(folder: string, path: string): string {
  const named = join(folder, basename(path));
  return Buffer.byteLength(named) <= MAX_SOCKET_PATH_BYTES ? named : join(folder, "s");
}

async function inPrivateFolder<T>(parent: string, work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(parent, PRIVATE_PREFIX));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function bindAndPublish(bound: string, file: SocketFile, bind: Bind): Promise<UnixListener> {
  const { path, groupId } = file;
  const listener = await bind(bound);
  try {
    // Not where it is so already: a sandbox may forbid the call (SystemCallFilter=~@privileged), whatever it asks for.
    if (groupId !== undefined && lstatSync(bound).gid !== groupId) lchownSync(bound, -1, groupId);
    chmodSync(bound, SOCKET_MODE);
    const own = inodeAt(bound);
    await inTurn(bound, async (announced) => {
      await checkVacant(file);
      renameSync(announced, path);
    });
    return closingOnce(() => {
      // First the file: while we listen nobody takes it for stale, so between the look and the removal it stays ours.
      if (inodeAt(path) === own) removeIfAllowed(path);
      listener.close();
    });
  } catch (error) {
    listener.close();
    throw error;
  }
}

/** Once it is closed, the file at the path is somebody else's, even if it has the same inode. */
function closingOnce(close: () => void): UnixListener {
  let closed = false;
  return {
    close: () => {
      if (closed) return;
      closed = true;
      close();
    },
  };
}

/** A folder may have been taken from us. Then the file stays, and whoever starts next finds it stale. */
function removeIfAllowed(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // See above.
  }
}

/** The inode of a socket file cannot be another's as long as we listen on it. */
function inodeAt(path: string): string | undefined {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  return stats === undefined ? undefined : `${stats.dev}:${stats.ino}`;
}

/** Only ~/.decnet is ours to make; the rest of the system is its operator's. */
function ensureFolder(file: SocketFile): void {
  const folder = dirname(file.path);
  if (resolve(folder) === homeFolder()) makeFolder(folder);
  const stats = statSync(folder, { throwIfNoEntry: false });
  if (stats?.isDirectory() === true) return;
  const what = stats === undefined ? "does not exist" : "is not a folder";
  const ways = `Create it (install -d -m 0750 -g decnet ${folder}; under systemd: RuntimeDirectory=), or choose another path (${optionOf(file)}).`;
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

/** There may be nothing there, or a socket that nobody listens on. */
async function checkVacant(file: SocketFile): Promise<void> {
  const { path } = file;
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return;
  if (!stats.isSocket()) {
    const what = stats.isDirectory() ? "a folder" : stats.isSymbolicLink() ? "a symbolic link" : "a file, not a socket";
    const ways = `Remove it, or choose another path (${optionOf(file)}).`;
    throw new BusError("NOT_A_SOCKET", `At ${path} there is ${what}. ${ways}`);
  }
  if ((await probe(path)) === "alive") throw addressInUse(file);
}

function optionOf({ option = "--socket" }: SocketFile): string {
  return option;
}

/** What a system call said about the path, in the words of whoever has to mend it. */
function socketError(file: SocketFile, error: unknown): unknown {
  switch (systemErrorCode(error)) {
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return accessError(file, error);
    case "EADDRINUSE":
      return addressInUse(file, error);
    default:
      return error;
  }
}

function addressInUse(file: SocketFile, cause?: unknown): BusError {
  const { path } = file;
  if (file.option === "--metrics") {
    const way = "Choose another path (--metrics).";
    return new BusError("ADDRESS_IN_USE", `Somebody is already listening on ${path}. ${way}`, { cause });
  }
  const ways = "Stop it first (systemctl stop decnet-bus), or choose another path (--socket).";
  return new BusError("ADDRESS_IN_USE", `A bus is already listening on ${path}. ${ways}`, { cause });
}

function accessError(file: SocketFile, cause: unknown): BusError {
  const { path } = file;
  const ways = `Run it as root or as a member of the group that shall own the socket, leave the group as it is (--group ""), or choose another path (${optionOf(file)}).`;
  const what = `This user may not create the socket ${path} as it shall be (${cause instanceof Error ? cause.message : String(cause)}).`;
  return new BusError("PERMISSION_DENIED", `${what} ${ways}`, { cause });
}
