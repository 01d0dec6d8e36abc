// From a group's name to its number. Node has no call for it: /etc/group first, then getent, which also knows the groups of
// directory services.

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { BusError } from "../errors.ts";
import { groupsIn } from "../group-file.ts";

/** Where names are looked up; handed in by tests. */
export type GroupSource = (name: string) => number | undefined;

/** 2^32 - 1 is no group: chown takes it for “leave it as it is”. */
const MAX_GROUP_ID = 2 ** 32 - 2;

/**
 * The number of the group called `name`; undefined for the empty name, which means that no group shall be set. A name of digits is a
 * number already.
 * @throws BusError NO_SUCH_GROUP.
 */
export function groupId(name: string, sources: readonly GroupSource[] = [etcGroup, getent]): number | undefined {
  if (name === "") return undefined;
  if (/^\d+$/.test(name)) return checkedNumber(name);
  for (const source of sources) {
    const id = source(name);
    if (id !== undefined) return id;
  }
  throw noSuchGroup(name, "does not exist", `Create it (groupadd --system ${name})`);
}

function checkedNumber(name: string): number {
  if (Number(name) <= MAX_GROUP_ID) return Number(name);
  throw noSuchGroup(name, "cannot exist", `Give a number up to ${MAX_GROUP_ID}, or a name`);
}

function noSuchGroup(name: string, what: string, way: string): BusError {
  const ways = `${way}, or leave the socket's group as it is: --group "" (DECNET_BUS_GROUP=).`;
  return new BusError(
    "NO_SUCH_GROUP",
    `The group ${JSON.stringify(name)}, which shall own the socket, ${what}. ${ways}`,
  );
}

function etcGroup(name: string): number | undefined {
  try {
    return idIn(readFileSync("/etc/group", "utf8"), name);
  } catch {
    return undefined;
  }
}

function getent(name: string): number | undefined {
  try {
    const args = ["group", "--", name];
    return idIn(execFileSync("getent", args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }), name);
  } catch {
    return undefined;
  }
}

function idIn(groupLines: string, name: string): number | undefined {
  return groupsIn(groupLines).find((group) => group.name === name)?.id;
}
