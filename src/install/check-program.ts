// Whether the service will find the Node and the package that it is installed for. Its sandbox has no homes and no temporary files of
// others, and it runs as a user who may read no more than everybody.

import { statSync } from "node:fs";
import { dirname } from "node:path";
import { BusError } from "../errors.ts";
import type { Program } from "./files.ts";

/** By the line of the unit that hides them. */
const HIDDEN = { ProtectHome: ["/home", "/root", "/run/user"], PrivateTmp: ["/tmp", "/var/tmp"] };

const READ_FOR_ALL = 0o004;
const ENTER_FOR_ALL = 0o001;

const WAYS =
  "Install both where every user can read them: Node in /usr or /usr/local, and with it `npm install --global --prefix /usr/local decnet-bus`; then run `decnet bus install` of that package. Or take the Debian package, which brings its own Node.";

/** @throws BusError INVALID_CONFIG, naming what is in the way and what to do. */
export function checkProgram({ node, script }: Program): void {
  for (const path of [node, script]) {
    const fault = hiddenFault(path) ?? accessFault(path);
    if (fault !== undefined)
      throw new BusError("INVALID_CONFIG", `The service could not use ${path}: ${fault}. ${WAYS}`);
  }
}

function hiddenFault(path: string): string | undefined {
  for (const [line, folders] of Object.entries(HIDDEN)) {
    const folder = folders.find((hidden) => path.startsWith(`${hidden}/`));
    if (folder !== undefined) return `${folder} is hidden from it (${line}=yes)`;
  }
  return undefined;
}

function accessFault(path: string): string | undefined {
  if ((statSync(path).mode & READ_FOR_ALL) === 0) return "only its owner or group may read it";
  for (let folder = dirname(path); folder !== dirname(folder); folder = dirname(folder)) {
    if ((statSync(folder).mode & ENTER_FOR_ALL) === 0) return `only the owner or group of ${folder} may enter it`;
  }
  return undefined;
}
