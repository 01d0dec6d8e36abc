// `decnet bus install`: which files change, and how the bus is started then.

import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { BusError } from "../errors.ts";
import { type Change, changeTo } from "./change.ts";
import { FILES, type InstalledFile, type Program, renderFile, SERVICE, SOCKET, SYSUSERS, TMPFILES } from "./files.ts";
import { planManual } from "./manual.ts";

/** A command and its arguments. */
export type Step = readonly string[];

export interface Plan {
  readonly changes: readonly Change[];
  /** Commands to run before the changes. */
  readonly before: readonly Step[];
  /** Commands to run after the changes. */
  readonly after: readonly Step[];
  /** What somebody runs after the changes, if nothing else has been run. */
  readonly byHand: readonly Step[];
}

/** Where a Debian package puts its units; those that we write would hide them. */
const PACKAGED = ["/usr/lib/systemd/system", "/lib/systemd/system"].map((folder) => `${folder}/${SERVICE}`);

/**
 * `prefix` is "" for this host, or the folder that stands for the root of another.
 * @throws BusError INVALID_CONFIG, PERMISSION_DENIED.
 */
export function planInstall(program: Program, prefix: string): Plan {
  const packaged = PACKAGED.map((path) => join(prefix, path)).find((path) => existsSync(path));
  if (packaged !== undefined) {
    const what = `A package of this system has installed the bus already (${packaged}), and these units would hide its own.`;
    throw new BusError("INVALID_CONFIG", `${what} Use those, or remove the package first (apt remove decnet-bus).`);
  }
  const changes = [...FILES.map((file) => planFile(file, program, prefix)), ...planManual(prefix)];
  const steps = prefix === "" ? startSteps(changes) : imageSteps(prefix);
  return { changes, before: [], after: steps, byHand: steps };
}

function planFile({ template, path, theirs }: InstalledFile, program: Program, prefix: string): Change {
  const change = changeTo(join(prefix, path), renderFile(template, program));
  if (theirs === undefined || change.action !== "replace") return change;
  return { ...change, action: "keep", after: change.before, note: "it is yours" };
}

function startSteps(changes: readonly Change[]): readonly Step[] {
  const replaced = (unit: string): boolean =>
    changes.some(({ path, action }) => action === "replace" && path.endsWith(`/${unit}`));
  return [
    ["systemd-sysusers", SYSUSERS],
    ["systemd-tmpfiles", "--create", TMPFILES],
    ["systemctl", "daemon-reload"],
    ["systemctl", "enable", "--now", SOCKET, SERVICE],
    // A running bus goes on as it was started. Its socket stays, unless the socket itself is another: then clients are refused for a moment.
    ...(replaced(SOCKET) ? [["systemctl", "restart", SOCKET, SERVICE]] : []),
    ...(replaced(SERVICE) && !replaced(SOCKET) ? [["systemctl", "restart", SERVICE]] : []),
  ];
}

/** In another root nothing can be started. Its folder is made when it boots; a user only at a first boot, so that is made here. */
function imageSteps(prefix: string): readonly Step[] {
  return [
    ["systemd-sysusers", `--root=${prefix}`, basename(SYSUSERS)],
    ["systemctl", `--root=${prefix}`, "enable", SOCKET, SERVICE],
  ];
}
