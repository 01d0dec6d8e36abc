// What package.json says, as far as a Debian package repeats it.

import { readFileSync } from "node:fs";
import { join } from "node:path";

export interface Manifest {
  readonly version: string;
  readonly description: string;
}

export function readManifest(root: string): Manifest {
  return JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Manifest;
}
