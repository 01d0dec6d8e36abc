// Whose code is in a bundle, and under which licence: who passes the bundle on passes that on too.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export interface BundledPackage {
  readonly name: string;
  readonly version: string;
  /** As its package.json calls it. */
  readonly licence: string | undefined;
  /** Its licence files; without any, what its sources say of their owners. Empty if they say nothing either. */
  readonly texts: readonly string[];
}

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
}

/** A package, and those of its files that are in the bundle. */
interface Source {
  readonly folder: string;
  readonly manifest: Manifest;
  readonly files: string[];
}

const LICENCE_FILE = /^(?:licen[cs]e|copying|notice)(?:[.-].*)?$/i;
/** All comments that a file begins with. */
const FIRST_COMMENTS = /^(?:\s*(?:\/\/.*|\/\*[^]*?\*\/))+/;
/** One of them: lines below each other, or a block. */
const COMMENT = /(?:^\/\/.*\n?)+|\/\*[^]*?\*\//gm;
const RULE = "-".repeat(80);

/**
 * The packages that the modules come from, in order of their names; without the one in `root`, whose own they are.
 * @throws Error if it cannot be told where a module comes from, or what a package's licence is.
 */
export function packagesOf(modules: readonly string[], root: string): readonly BundledPackage[] {
  const sources = new Map<string, Source>();
  for (const file of modules.map(fileOf)) {
    if (file === undefined) continue;
    const [folder, manifest] = packageOf(file);
    if (!sources.has(folder)) sources.set(folder, { folder, manifest, files: [] });
    sources.get(folder)?.files.push(file);
  }
  sources.delete(root);
  return [...sources.values()].map(describePackage).toSorted((a, b) => (titleOf(a) < titleOf(b) ? -1 : 1));
}

/** All of it for people, in one text. */
export function licenceText(packages: readonly BundledPackage[]): string {
  const head = "The files in this folder contain code of these packages, each under its own licence.\n";
  return [head, ...packages.flatMap(linesOf)].join("\n");
}

function linesOf(bundled: BundledPackage): readonly string[] {
  const licence = `Licence: ${bundled.licence ?? "see below"}\n`;
  return [RULE, titleOf(bundled), licence, ...bundled.texts.map((text) => `${text}\n`)];
}

function titleOf({ name, version }: BundledPackage): string {
  return `${name} ${version}`;
}

/** Undefined for a module that the build has made up; of those, rolldown's helpers are rolldown's. */
function fileOf(module: string): string | undefined {
  if (module.startsWith("\0rolldown/")) return fileURLToPath(import.meta.resolve("rolldown"));
  return module.startsWith("\0") ? undefined : module;
}

/** The innermost folder around the file whose package.json names a package, and that; one that only says `"type"` does not. */
function packageOf(file: string): readonly [folder: string, Manifest] {
  for (let folder = dirname(file); folder !== dirname(folder); folder = dirname(folder)) {
    const path = join(folder, "package.json");
    const manifest = existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as Partial<Manifest>) : {};
    if (manifest.name !== undefined && manifest.version !== undefined) return [folder, manifest as Manifest];
  }
  throw new Error(`${file} is in the bundle and belongs to no package, so its licence is unknown. Do not import it.`);
}

function describePackage({ folder, manifest, files }: Source): BundledPackage {
  const { name, version, license: licence } = manifest;
  const licenceFiles = readdirSync(folder).filter((file) => LICENCE_FILE.test(file));
  const texts = licenceFiles.toSorted().map((file) => readFileSync(join(folder, file), "utf8").trim());
  if (texts.length > 0) return { name, version, licence, texts };
  if (licence !== undefined) return { name, version, licence, texts: copyrightComments(files) };
  const what = "has neither a licence file nor a `license` in its package.json";
  throw new Error(`${name} ${version} is in the bundle and ${what}. Replace it, or ask its author for one.`);
}

/** What the files say of their owners where they begin, each text once. */
function copyrightComments(files: readonly string[]): readonly string[] {
  const beginnings = files.map((file) => FIRST_COMMENTS.exec(readFileSync(file, "utf8"))?.[0] ?? "");
  const comments = beginnings.flatMap((text) => text.match(COMMENT) ?? []).map((comment) => comment.trim());
  return [...new Set(comments)].filter((comment) => /copyright/i.test(comment));
}
