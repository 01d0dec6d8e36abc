// Why the system keeps this process from a socket: which file on the way does it, whose that is, and whether a group would help.

import { dirname } from "node:path";
import type { Group } from "../group-file.ts";
import type { Host, Me, PresentFile } from "./host.ts";
import type { Why } from "./why.ts";

/** Bits of a mode, for whichever of owner, group and others they are shifted to. */
const WRITE = 0o2;
const ENTER = 0o1;

/** The file that is in the way, and what it takes to get past it. */
interface Obstacle extends PresentFile {
  readonly path: string;
  readonly needs: typeof WRITE | typeof ENTER;
}

/** Says who is refused by what, and the command that mends it. */
export async function whyDenied(path: string, host: Host): Promise<Why> {
  const obstacle = await obstacleTo(path, host);
  const me = host.me();
  if (isAllowed(obstacle, me)) return unseen(path, obstacle, me);
  if ((obstacle.mode & (obstacle.needs << 3)) === 0 || me.uid === obstacle.uid) return closedToGroup(obstacle, me);
  return notInGroup(obstacle, me, await host.group(obstacle.gid));
}

/** The socket itself, if it can be seen; else the first folder on the way to it that may not be entered. */
async function obstacleTo(path: string, host: Host): Promise<Obstacle> {
  for (let at = path, needs: Obstacle["needs"] = WRITE; ; at = dirname(at), needs = ENTER) {
    const found = await host.find(at);
    if ("mode" in found) return { ...found, path: at, needs };
    // Nothing is above the root.
    if (dirname(at) === at) return { path: at, needs, kind: "folder", uid: 0, gid: 0, mode: 0 };
  }
}

/** As the kernel decides: only one of the three parts of the mode counts. */
function isAllowed({ mode, needs, uid, gid }: Obstacle, me: Me): boolean {
  const part = me.uid === uid ? 6 : me.groups.has(gid) ? 3 : 0;
  return me.uid === 0 || (mode & (needs << part)) !== 0;
}

function unseen(socket: string, { path, mode }: Obstacle, me: Me): Why {
  return {
    what: `${nameOf(me)} may not connect to ${socket}, although the mode of ${path}, ${octal(mode)}, would let it`,
    way: "See whether a security module (AppArmor, SELinux) refuses it, or a bus that was just starting.",
  };
}

function closedToGroup({ kind, path, mode, uid }: Obstacle, me: Me): Why {
  const owner = me.uid === uid ? "not even its owner" : `nobody but its owner, user number ${uid},`;
  const who = nameOf(me);
  const because = `by its mode, ${octal(mode)}, ${owner} may`;
  return kind === "folder"
    ? {
        what: `${who} may not enter the folder ${path}: ${because}`,
        way: "Have the bus listen where both can go, and set DECNET_BUS_SOCKET to that for both.",
      }
    : {
        what: `${who} may not connect to ${path}: ${because}`,
        way: `Restart the bus, which makes it 0660, with a group that ${who} is in (DECNET_BUS_GROUP).`,
      };
}

function notInGroup({ kind, path, gid }: Obstacle, me: Me, group: Group | undefined): Why {
  const who = nameOf(me);
  const what = kind === "folder" ? `the folder ${path}` : path;
  const another = `Restart the bus with a group that ${who} is in (DECNET_BUS_GROUP, --group).`;
  if (group === undefined)
    return { what: `${who} is not in group number ${gid}, which owns ${what} and has no name`, way: another };
  if (gid === 0) return { what: `${who} may not use ${what}: it belongs to root's own group`, way: another };
  const { name } = group;
  if (isMember(me, group)) {
    return {
      what: `${who} is in the group ${name}, which owns ${what}, but this process does not have it: it was started before, or without it`,
      way: "Log in again, or restart the service.",
    };
  }
  const way =
    me.name === undefined
      ? `Start it with that group (systemd: SupplementaryGroups=${name}).`
      : `Add it (sudo usermod -aG ${name} ${me.name}), and log in again, or restart the service.`;
  return { what: `${who} is not in the group ${name}, which owns ${what}`, way };
}

/** Of the user's groups, as the host has them now; the process need not have them. */
export function isMember({ name, ownGroup }: Me, { id, members }: Group): boolean {
  return ownGroup === id || (name !== undefined && members.includes(name));
}

export function nameOf({ name, uid }: Me): string {
  return name ?? `user number ${uid}`;
}

export function octal(mode: number): string {
  return mode.toString(8).padStart(4, "0");
}
