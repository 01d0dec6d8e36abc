// What can be seen of the host when there is no bus: files, who listens, and who we are. It is looked at anew each time, because somebody
// may be mending it, and only after a failure.

import { execFile } from "node:child_process";
import type { Stats } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { userInfo } from "node:os";
import { promisify } from "node:util";
import { usualSockets } from "../config.ts";
import { systemErrorCode } from "../errors.ts";
import { type Group, groupsIn } from "../group-file.ts";
import { probe } from "../transport/probe.ts";

/** What is at a path. */
export type Found = PresentFile | { readonly kind: "missing" | "hidden" };

export interface PresentFile {
  readonly kind: "socket" | "folder" | "file";
  readonly uid: number;
  readonly gid: number;
  /** The permission bits. */
  readonly mode: number;
}

/** The user that this process is, and what it may. */
export interface Me {
  readonly uid: number;
  /** Undefined for a number without a name. */
  readonly name: string | undefined;
  /** The user's own group, as the host knows it; the process need not have it. */
  readonly ownGroup: number | undefined;
  /** The groups that this process has. */
  readonly groups: ReadonlySet<number>;
}

/** Handed in by tests. Nothing here rejects. */
export interface Host {
  /** Where a bus listens that was not told otherwise. */
  usualSockets(): readonly string[];
  /** Links are followed. */
  find(path: string): Promise<Found>;
  /** Whether somebody listens on the socket; that may be kept from us. */
  listens(path: string): Promise<boolean | "denied">;
  me(): Me;
  group(id: number): Promise<Group | undefined>;
}

export const thisHost: Host = {
  usualSockets,

  async find(path) {
    try {
      return present(await stat(path));
    } catch (error) {
      return { kind: systemErrorCode(error) === "EACCES" ? "hidden" : "missing" };
    }
  },

  async listens(path) {
    try {
      return (await probe(path)) === "alive";
    } catch {
      return "denied";
    }
  },

  me() {
    // Not there on Windows, where there is no such socket either.
    const { geteuid = () => -1, getegid = () => -1, getgroups = () => [] } = process;
    const own = ownEntry();
    return {
      uid: geteuid(),
      name: own?.username,
      ownGroup: own?.gid,
      groups: new Set([getegid(), ...getgroups()]),
    };
  },

  async group(id) {
    const byId = (group: Group): boolean => group.id === id;
    const lines = await readFile("/etc/group", "utf8").catch(() => "");
    return groupsIn(lines).find(byId) ?? groupsIn(await getent(id)).find(byId);
  },
};

function present(stats: Stats): PresentFile {
  const kind = stats.isSocket() ? "socket" : stats.isDirectory() ? "folder" : "file";
  return { kind, uid: stats.uid, gid: stats.gid, mode: stats.mode & 0o777 };
}

/** Our line of /etc/passwd; a process may have a number that is nobody's. */
function ownEntry(): { username: string; gid: number } | undefined {
  try {
    return userInfo();
  } catch {
    return undefined;
  }
}

/** A directory service that hangs must not hang us. */
const GETENT_TIMEOUT_MS = 2_000;

/** Knows the groups of directory services, too. */
async function getent(id: number): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)("getent", ["group", String(id)], { timeout: GETENT_TIMEOUT_MS });
    return stdout;
  } catch {
    return "";
  }
}
