// The package as a tree of files, as dpkg-deb takes it: what is installed, and DEBIAN/ with what dpkg must know.

import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { FILES, type Program, renderFile } from "../../src/install/files.ts";
import { type Architecture, nodeFolder, stripSymbols } from "./architecture.ts";
import { controlText, debianChangelog } from "./control.ts";

export interface Stage {
  readonly root: string;
  /** Empty; the tree is made in it. */
  readonly folder: string;
  readonly version: string;
  readonly architecture: Architecture;
  /** Seconds since 1970. */
  readonly sourceDate: number;
}

const HOME = "/usr/lib/decnet-bus";
const DOC = "/usr/share/doc/decnet-bus";
/** Of the package, what the command line needs. Workers in Node take the library from npm. */
export const PROGRAM_PARTS = [
  ...["bin", "dist/cli", "dist/completions", "dist/man", "systemd"],
  ...["oclif.manifest.json", "package.json"],
];
const PROGRAM: Program = { node: `${HOME}/bin/node`, script: `${HOME}/bin/decnet.js` };
const COMPLETIONS = {
  bash: "/usr/share/bash-completion/completions/decnet",
  zsh: "/usr/share/zsh/vendor-completions/_decnet",
  fish: "/usr/share/fish/vendor_completions.d/decnet.fish",
};
const SCRIPTS = ["postinst", "prerm", "postrm"];
const COMPRESSION_LEVEL = 9;

/** A package's files go where a package's files belong; /etc/systemd is the operator's. */
const FOLDERS: readonly (readonly [theirs: string, ours: string])[] = [
  ["/etc/systemd/system/", "/usr/lib/systemd/system/"],
  ["/etc/sysusers.d/", "/usr/lib/sysusers.d/"],
  ["/etc/tmpfiles.d/", "/usr/lib/tmpfiles.d/"],
];

/** @throws Error for what is missing. */
export function stagePackage(stage: Stage): void {
  copyProgram(stage);
  const conffiles = writeService(stage.folder);
  writeDocs(stage);
  writeManual(stage);
  settleModes(stage.folder);
  writeControl(stage, conffiles);
}

function copyProgram({ root, folder, architecture }: Stage): void {
  for (const part of PROGRAM_PARTS) cpSync(join(root, part), join(folder, HOME, part), { recursive: true });
  const node = join(folder, PROGRAM.node);
  cpSync(join(nodeFolder(root, architecture), "bin/node"), node);
  stripSymbols(node, architecture);
  write(folder, "/usr/bin/decnet", `#!/bin/sh\nexec ${PROGRAM.node} ${PROGRAM.script} "$@"\n`);
}

/** Returns the files that are the operator's as soon as they exist, which dpkg calls conffiles. */
function writeService(folder: string): readonly string[] {
  for (const { template, path } of FILES) write(folder, packagedPath(path), renderFile(template, PROGRAM));
  const example = "decnet-worker@.service";
  write(folder, `${DOC}/examples/${example}`, renderFile(example, PROGRAM));
  return FILES.filter(({ theirs }) => theirs).map(({ path }) => path);
}

function packagedPath(path: string): string {
  const moved = FOLDERS.find(([theirs]) => path.startsWith(theirs));
  return moved === undefined ? path : path.replace(...(moved as [string, string]));
}

function writeDocs({ root, folder, version, architecture, sourceDate }: Stage): void {
  const node = nodeFolder(root, architecture);
  const zip = (text: string | Uint8Array): Buffer => gzipSync(text, { level: COMPRESSION_LEVEL });
  write(folder, `${DOC}/changelog.gz`, zip(readFileSync(join(root, "CHANGELOG.md"))));
  write(folder, `${DOC}/changelog.Debian.gz`, zip(debianChangelog(version, sourceDate)));
  write(folder, `${DOC}/node-LICENSE.gz`, zip(readFileSync(join(node, "LICENSE"))));
  write(folder, `${DOC}/copyright`, readFileSync(join(import.meta.dirname, "debian/copyright")));
  for (const page of ["operations.md", "errors.md", "topics.md"]) {
    write(folder, `${DOC}/${page}`, readFileSync(join(root, "docs", page)));
  }
}

/** The manual page, and completions, each where its shell looks for it. */
function writeManual({ root, folder }: Stage): void {
  const page = readFileSync(join(root, "dist/man/decnet-bus.8"));
  write(folder, "/usr/share/man/man8/decnet-bus.8.gz", gzipSync(page, { level: COMPRESSION_LEVEL }));
  for (const [shell, path] of Object.entries(COMPLETIONS)) {
    write(folder, path, readFileSync(join(root, `dist/completions/decnet.${shell}`)));
  }
}

/** Whatever the umask of who builds. */
function settleModes(folder: string): void {
  chmodSync(folder, 0o755);
  for (const path of treeOf(folder)) {
    const { mode } = statSync(path);
    const isProgram = statSync(path).isDirectory() || (mode & 0o100) !== 0 || path.includes("/usr/bin/");
    chmodSync(path, isProgram ? 0o755 : 0o644);
  }
}

function writeControl({ root, folder, version, architecture }: Stage, conffiles: readonly string[]): void {
  const bytes = treeOf(folder).reduce((sum, path) => sum + statSync(path).size, 0);
  write(folder, "/DEBIAN/control", controlText({ root, version, architecture, installedBytes: bytes }));
  write(folder, "/DEBIAN/conffiles", `${conffiles.join("\n")}\n`);
  chmodSync(join(folder, "DEBIAN"), 0o755);
  for (const script of SCRIPTS) {
    write(folder, `/DEBIAN/${script}`, readFileSync(join(import.meta.dirname, "debian", script)));
    chmodSync(join(folder, "DEBIAN", script), 0o755);
  }
}

function write(folder: string, path: string, content: string | Uint8Array): void {
  const target = join(folder, path);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, content);
}

/** All files and folders below it. */
function treeOf(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" }).map((path) => join(folder, path));
}
