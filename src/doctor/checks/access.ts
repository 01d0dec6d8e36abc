// May this user connect, and who else?

import { isMember, nameOf, octal } from "../../no-bus/why-denied.ts";
import type { Facts } from "../facts.ts";
import { fail, type Outcome, pass, skipped, warn } from "../finding.ts";

const OTHERS_MAY_WRITE = 0o002;

export function access({ found, answer, me, group, socket: { path } }: Facts): Outcome {
  if (answer.kind === "unreachable" && (answer.code === "EACCES" || answer.code === "EPERM"))
    return fail("permission", answer.why.what, answer.why.way);
  if (found.kind !== "socket") return skipped("there is no socket");
  const owners = `mode ${octal(found.mode)}, group ${group?.name ?? found.gid}`;
  if ((found.mode & OTHERS_MAY_WRITE) !== 0) {
    const seen = `${owners}: every user of this host may connect, publish and read`;
    return warn(seen, `chmod 0660 ${path}, and restart the bus, which makes it so`);
  }
  const how =
    me.uid === found.uid
      ? "its owner"
      : me.uid === 0
        ? "root"
        : group !== undefined && isMember(me, group)
          ? "a member"
          : "in its group";
  return pass(`${owners}; ${nameOf(me)} is ${how}`);
}
