// The architectures that there is a Node for, by all the names that they go by.

import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

export interface Architecture {
  readonly debian: string;
  /** As Node calls it, and its package in node_modules. */
  readonly node: string;
  /** The tool that knows its executables, and the Debian package that has it on any machine. */
  readonly strip: string;
  readonly stripPackage: string;
}

const ARCHITECTURES: readonly Architecture[] = [
  { debian: "amd64", node: "x64", strip: "x86_64-linux-gnu-strip", stripPackage: "binutils-x86-64-linux-gnu" },
  { debian: "arm64", node: "arm64", strip: "aarch64-linux-gnu-strip", stripPackage: "binutils-aarch64-linux-gnu" },
];

/**
 * The one with that Debian name; this machine's, if none is given.
 * @throws Error, saying what there is.
 */
export function architectureOf(name: string | undefined): Architecture {
  const found = ARCHITECTURES.find(({ debian, node }) =>
    name === undefined ? node === process.arch : debian === name,
  );
  if (found !== undefined) return found;
  const known = ARCHITECTURES.map(({ debian }) => debian).join(", ");
  throw new Error(`there is no package for ${name ?? process.arch}; --arch is one of ${known}`);
}

/**
 * Folder of its pinned Node.
 * @throws Error, saying how to get it: npm installs that of the machine alone.
 */
export function nodeFolder(root: string, { node, debian }: Architecture): string {
  const folder = join(root, "node_modules", `node-linux-${node}`);
  if (existsSync(join(folder, "bin/node"))) return folder;
  throw new Error(`the Node for ${debian} is not installed: npm ci --os=linux --cpu=${node} brings it`);
}

/**
 * Takes away the symbols of an executable: a seventh of it, and of use to who debugs Node itself.
 * @throws Error if there is no tool for it.
 */
export function stripSymbols(file: string, { strip, stripPackage }: Architecture): void {
  const { status, error, stderr } = spawnSync(strip, ["--strip-unneeded", file], { encoding: "utf8" });
  if (status === 0) return;
  throw new Error(`${strip} failed, which Debian's package ${stripPackage} has: ${error?.message ?? stderr}`);
}
