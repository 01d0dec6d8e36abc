// What an installation costs.

import { lstatSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export interface Footprint {
  readonly tarballKiB: number;
  /** Of node_modules: what is in the files. */
  readonly contentKiB: number;
  /** Of node_modules: what the file system takes for it. */
  readonly diskKiB: number;
  readonly files: number;
  /** By name, the package itself among them. */
  readonly packages: readonly string[];
}

const BLOCK_BYTES = 512;

/** Of a production installation in `folder`, made from `tarball`. */
export function footprint(folder: string, tarball: string): Footprint {
  const modules = join(folder, "node_modules");
  const entries = readdirSync(modules, { recursive: true, withFileTypes: true });
  const stats = entries.map(({ parentPath, name }) => lstatSync(join(parentPath, name)));
  const files = stats.filter((each) => each.isFile());
  const lock = JSON.parse(readFileSync(join(modules, ".package-lock.json"), "utf8")) as { packages: object };
  return {
    tarballKiB: kib(lstatSync(tarball).size),
    contentKiB: kib(files.reduce((sum, { size }) => sum + size, 0)),
    diskKiB: kib(stats.reduce((sum, { blocks }) => sum + blocks * BLOCK_BYTES, 0)),
    files: files.length,
    packages: Object.keys(lock.packages).map((path) => path.replace(/^node_modules\//, "")),
  };
}

function kib(bytes: number): number {
  return Math.round(bytes / 1024);
}
