// `decnet bus uninstall`: takes away what `install` wrote, and what enabling it linked; never what somebody else has put there.

import { lstatSync, readlinkSync } from "node:fs";
import { basename, join } from "node:path";
import { type Change, readPlain } from "./change.ts";
import { FILES, type InstalledFile, type Program, renderFile, SERVICE, SOCKET, UNIT_FOLDER } from "./files.ts";
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
  const changes = [...LINKS.flatMap((link) => planLink(join(prefix, link))), ...files];
  const removed = changes.some(({ action }) => action === "remove");
  if (!removed || prefix !== "") return { changes, before: [], after: [], byHand: [] };
  const stop: Step = ["systemctl", "disable", "--now", SOCKET, SERVICE];
  const after: readonly Step[] = [
    ["systemctl", "daemon-reload"],
    ["rm", "-rf", CACHE],
  ];
  // Units whose files are gone can still be stopped, and no longer be disabled; nor need they.
  return { changes, before: [stop], after, byHand: [["systemctl", "stop", SOCKET, SERVICE], ...after] };
}

function planFile({ template, path, theirs }: InstalledFile, program: Program, prefix: string): Change {
  const target = join(prefix, path);
  const before = readPlain(target);
  if (before === undefined) return { path: target, action: "unchanged", before, after: undefined };
  if (theirs && before !== renderFile(template, program)) {
    return {
      path: target,
      action: "keep",
      before,
      after: before,
      note: "it was edited; remove it by hand if nobody needs it",
    };
  }
  return { path: target, action: "remove", before, after: undefined };
}

function planLink(path: string): readonly Change[] {
  const isOurs =
    lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true &&
    readlinkSync(path) === `${UNIT_FOLDER}/${basename(path)}`;
  return isOurs ? [{ path, action: "remove", before: undefined, after: undefined }] : [];
}
