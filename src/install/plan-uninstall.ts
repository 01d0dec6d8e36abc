// `decnet bus uninstall`: takes away what `install` wrote, and what enabling it linked; never what somebody else has put there.

import { lstatSync, readlinkSync } from "node:fs";
import { basename, join } from "node:path";
import { type Change, removalOf } from "./change.ts";
import { FILES, type InstalledFile, type Program, renderFile, SERVICE, SOCKET, UNIT_FOLDER } from "./files.ts";
import { planManualRemoval } from "./manual.ts";
import type { Plan, Step } from "./plan-install.ts";

/** What `systemctl enable` makes. */
const LINKS = [`${UNIT_FOLDER}/multi-user.target.wants/${SERVICE}`, `${UNIT_FOLDER}/sockets.target.wants/${SOCKET}`];
const CACHE = "/var/cache/decnet-bus";

/**
 * `prefix` is "" for this host, or the folder that stands for the root of another.
 * @throws BusError INVALID_CONFIG, PERMISSION_DENIED.
 */
export function planUninstall(program: Program, prefix: string): Plan {
  // Units last to first: what uses another goes before it.
  const files = FILES.toReversed().map((file) => planFile(file, program, prefix));
  const links = LINKS.flatMap((link) => planLink(join(prefix, link)));
  const changes = [...links, ...files, ...planManualRemoval(prefix)];
  const unitsGo = files.some(({ path, action }) => action === "remove" && path.startsWith(UNIT_FOLDER));
  if (!unitsGo || prefix !== "") return { changes, before: [], after: [], byHand: [] };
  const stop: Step = ["systemctl", "disable", "--now", SOCKET, SERVICE];
  const after: readonly Step[] = [
    ["systemctl", "daemon-reload"],
    ["rm", "-rf", CACHE],
  ];
  // Units whose files are gone can still be stopped, and no longer be disabled; nor need they.
  return { changes, before: [stop], after, byHand: [["systemctl", "stop", SOCKET, SERVICE], ...after] };
}

function planFile({ template, path, theirs }: InstalledFile, program: Program, prefix: string): Change {
  const removal = removalOf(join(prefix, path));
  const { action, before } = removal;
  if (theirs === undefined || action !== "remove" || before === renderFile(template, program)) return removal;
  return { ...removal, action: "keep", after: before, note: "it was edited; remove it by hand if nobody needs it" };
}

function planLink(path: string): readonly Change[] {
  const isOurs =
    lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true &&
    readlinkSync(path) === `${UNIT_FOLDER}/${basename(path)}`;
  return isOurs ? [{ path, action: "remove", before: undefined, after: undefined }] : [];
}
