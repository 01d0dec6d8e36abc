// A socket that the service manager has opened: its file, mode and group are the service manager's. The bus only has to find out what it is
// called, because workers look for it by its path.

import { fstatSync, readFileSync, realpathSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { BusError } from "../errors.ts";
import { type Host, listenInherited, type UnixListener } from "../transport/unix-listener.ts";

/** The kernel's list of UNIX sockets, of this process's network namespace. */
const SOCKET_LIST = "/proc/self/net/unix";

/**
 * Listens on the open file `fd`. `expected` is the path that the settings name; undefined if they name none. Returns the path that the
 * socket has, or else that which is expected.
 * @throws BusError INVALID_CONFIG if it cannot be listened on, or has another path.
 */
export async function listenOnInheritedSocket(
  fd: number,
  expected: string | undefined,
  host: Host,
): Promise<{ socket: string | undefined; listener: UnixListener }> {
  const listener = await listenInherited(fd, host);
  const actual = pathOf(fd);
  if (actual === undefined || expected === undefined || isSamePath(actual, expected)) {
    return { socket: actual ?? expected, listener };
  }
  listener.close();
  const what = `The service manager handed over the socket ${actual}, but the bus was told to listen on ${expected}`;
  const ways = `Workers that read the same settings would not find it. Let ListenStream= of the .socket unit agree with --socket and DECNET_BUS_SOCKET, or leave those away.`;
  throw new BusError("INVALID_CONFIG", `${what}. ${ways}`);
}

/** Lines of `address: references protocol flags type state inode path`. One made in another network namespace is not among them. */
function pathOf(fd: number): string | undefined {
  const inode = String(fstatSync(fd).ino);
  try {
    for (const line of readFileSync(SOCKET_LIST, "utf8").split("\n")) {
      const [, found, path] = /^(?:\S+\s+){6}(\d+)\s+(\/.*)$/.exec(line) ?? [];
      if (found === inode) return path;
    }
  } catch {
    // Not Linux, or /proc is hidden.
  }
  return undefined;
}

function isSamePath(one: string, other: string): boolean {
  return one === other || withRealFolder(one) === withRealFolder(other);
}

function withRealFolder(path: string): string {
  try {
    return join(realpathSync(dirname(path)), basename(path));
  } catch {
    return path;
  }
}
