// Packages that are fetched for a test and are nobody's dependency: other Nodes, other compilers.

import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";

/** Downloads `name@version`, or takes it from npm's cache, and unpacks it into a new folder within `folder`. Returns that. */
export function fetchPackage(folder: string, name: string, version: string): string {
  const target = join(folder, `${name}-${version}`);
  mkdirSync(target);
  const pack = ["pack", "--silent", "--pack-destination", folder, `${name}@${version}`];
  const tarball = execFileSync("npm", pack, {
    cwd: folder,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  }).trim();
  execFileSync("tar", ["-xzf", join(folder, tarball), "-C", target, "--strip-components=1"]);
  return target;
}
