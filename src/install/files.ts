// What an installation consists of. The files in systemd/ are the only source: a command of their own there, /usr/bin/decnet, gives way to
// the Node and the package that shall run.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { BusError } from "../errors.ts";

/** As far from src/install as from dist/cli, where it is bundled. */
const TEMPLATES = join(import.meta.dirname, "../../systemd");

/** The command that stands in the templates. */
const COMMAND = /(?<=^Exec\w+=)\/usr\/bin\/decnet(?= )/gm;

/** What can stand in a unit without a meaning to systemd. A space can, within quotes. */
const PLAIN_PATH = /^\/[\w./@+~:,= -]*$/;

export const SERVICE = "decnet-bus.service";
export const SOCKET = "decnet-bus.socket";
export const SYSUSERS = "/etc/sysusers.d/decnet.conf";
export const TMPFILES = "/etc/tmpfiles.d/decnet.conf";
export const UNIT_FOLDER = "/etc/systemd/system";

export interface InstalledFile {
  /** Below systemd/. */
  readonly template: string;
  readonly path: string;
  /** It is the operator's as soon as it exists: never replaced, and removed only as it was made. */
  readonly theirs?: true;
}

export const FILES: readonly InstalledFile[] = [
  { template: "sysusers.d/decnet.conf", path: SYSUSERS },
  { template: "tmpfiles.d/decnet.conf", path: TMPFILES },
  { template: SOCKET, path: `${UNIT_FOLDER}/${SOCKET}` },
  { template: SERVICE, path: `${UNIT_FOLDER}/${SERVICE}` },
  { template: "bus.env", path: "/etc/decnet/bus.env", theirs: true },
];

/** Both as absolute paths without links. */
export interface Program {
  readonly node: string;
  /** bin/decnet.js of the package. */
  readonly script: string;
}

/**
 * A file of systemd/, for this program.
 * @throws BusError INVALID_CONFIG for a path that cannot stand in a unit.
 */
export function renderFile(template: string, program: Program): string {
  return readFileSync(join(TEMPLATES, template), "utf8").replaceAll(COMMAND, () => commandOf(program));
}

function commandOf({ node, script }: Program): string {
  return [node, script].map(quoted).join(" ");
}

function quoted(path: string): string {
  if (!PLAIN_PATH.test(path)) {
    const what = `The path ${JSON.stringify(path)} has characters that mean something else in a unit file.`;
    throw new BusError(
      "INVALID_CONFIG",
      `${what} Install Node and decnet-bus where the path is plain, such as /usr/local.`,
    );
  }
  return path.includes(" ") ? `"${path}"` : path;
}
