// What is not wrong with the socket's place, but will surprise somebody: workers that do not find it, members of the group that cannot reach
// it, strangers that can take it away. It is said when the daemon starts, because later it looks like a bus that is not there.

import { lstatSync, realpathSync, type Stats, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { homeFolder } from "../config.ts";
import { systemErrorCode } from "../errors.ts";

const GROUP_MAY_SEARCH = 0o010;
const OTHERS_MAY_SEARCH = 0o001;
const OTHERS_MAY_WRITE = 0o002;
const OTHERS_MAY_CONNECT = 0o002;
const STICKY = 0o1000;
const ROOT = 0;
/** In a user namespace (PrivateUsers=): somebody, but nobody knows who. */
const OVERFLOW_USER = 65_534;

/** What there is to say of the socket at `path`, which is there. `fallback`: nobody has chosen the path. Never throws. */
export function socketWarnings(path: string, fallback: boolean): readonly string[] {
  try {
    return warningsOf(path, fallback);
  } catch (error) {
    // Such as that of a socket unit, in a folder that the service's sandbox hides from it.
    const code = systemErrorCode(error) ?? String(error);
    return [`the socket at ${path} cannot be looked at (${code}): see that those can who are to connect`];
  }
}

function warningsOf(path: string, fallback: boolean): readonly string[] {
  const socket = lstatSync(path, { throwIfNoEntry: false });
  if (socket === undefined) return [`there is no socket at ${path}: workers cannot find the bus`];
  const folder = dirname(realpathSync(path));
  const ofHome = fallback && resolve(dirname(path)) === homeFolder();
  return [
    // The group cannot reach it either; that goes without saying.
    ...(ofHome ? [onlyOurs(path)] : reachWarnings(folder, socket)),
    ...folderWarnings(folder),
  ];
}

function onlyOurs(path: string): string {
  const what = `the socket is in this user's home (${path}), where only workers of the same user look for it`;
  return `${what}; for all others give daemon and workers the same --socket or DECNET_BUS_SOCKET`;
}

/** Who may connect to a socket must also be able to go through all folders above it. */
function reachWarnings(folder: string, socket: Stats): readonly string[] {
  if ((socket.mode & OTHERS_MAY_CONNECT) !== 0) return [];
  const closed = foldersUpFrom(folder).find((each) => !maySearch(statSync(each), socket.gid));
  if (closed === undefined || socket.gid === ROOT) return [];
  const what = `members of the socket's group (${socket.gid}) cannot reach it through the folder ${closed}`;
  return [`${what}; let them: chgrp ${socket.gid} ${closed} && chmod g+x ${closed}`];
}

function maySearch({ mode, gid }: Stats, group: number): boolean {
  return (mode & (gid === group ? GROUP_MAY_SEARCH : OTHERS_MAY_SEARCH)) !== 0;
}

function folderWarnings(folder: string): readonly string[] {
  const { mode, uid } = statSync(folder);
  if ((mode & OTHERS_MAY_WRITE) !== 0 && (mode & STICKY) === 0) {
    return [
      `anybody may remove or replace the socket, because its folder ${folder} is open to all; chmod o-w ${folder}`,
    ];
  }
  if ([ROOT, OVERFLOW_USER, process.getuid!()].includes(uid)) return [];
  const what = `the folder ${folder} belongs to somebody else (user ${uid}), who may remove or replace the socket`;
  return [`${what}; chown it, or choose another path`];
}

/** `/run/decnet`, `/run`, `/`. */
function foldersUpFrom(folder: string): readonly string[] {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...foldersUpFrom(parent)];
}
