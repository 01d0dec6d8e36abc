// What is installed on a machine: the Debian package, or the package as npm would have put it into /usr/local.

import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import type { Program } from "../../../src/install/files.ts";
import { PROGRAM_PARTS } from "../../../tools/package-deb/stage.ts";
import { assertBuilt, ROOT } from "../../support/run-command.ts";
import type { Machine } from "./machine.ts";

/** As `npm install --global` would have it. */
const NPM_HOME = "/usr/local/lib/node_modules/decnet-bus";
const NPM_NODE = "/usr/local/bin/node";

/** Copies the command line, and the Node that runs this, to where a service may use them. */
export function installLikeNpm(machine: Machine): void {
  assertBuilt();
  for (const part of PROGRAM_PARTS) cpSync(join(ROOT, part), machine.path(`${NPM_HOME}/${part}`), { recursive: true });
  cpSync(process.execPath, machine.path(NPM_NODE));
  symlinkSync(NPM_PROGRAM.script, machine.path("/usr/local/bin/decnet"));
  execFileSync("chmod", ["-R", "a+rX", machine.path(NPM_HOME), machine.path(NPM_NODE)]);
}

/** The command line that was installed so, as arguments. */
export const NPM_PROGRAM: Program = { node: NPM_NODE, script: `${NPM_HOME}/bin/decnet.js` };
export const NPM_DECNET = [NPM_PROGRAM.node, NPM_PROGRAM.script] as const;

/** Builds the Debian package with this revision, uncompressed, and puts it into the machine. Returns its path there. */
export function buildDebianPackage(machine: Machine, revision: string): string {
  assertBuilt();
  const out = machine.path("/var/tmp/packages");
  mkdirSync(out, { recursive: true });
  const build = [
    join(ROOT, "tools/package-deb/main.ts"),
    "--out",
    out,
    "--revision",
    revision,
    "--compression",
    "none",
  ];
  const file = execFileSync(process.execPath, build, { encoding: "utf8" }).trim();
  return file.slice(machine.path("").length);
}
