// The check itself, as a function from texts to findings: every file belongs to a layer, every import is one that its layer
// may have, and no chain of imports leads back to where it began.

import { posix } from "node:path";
import { findCycles } from "./cycles.ts";
import { importsOf, type ImportSite } from "./imports.ts";
import { contains, type Layer, layerOf } from "./layer-table.ts";

/** Where the rule is written, as the messages call it. */
export const TABLE_FILE = "docs/architecture.md";

/** One thing that is wrong. */
export interface Violation {
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  /** What, why, and what to do. */
  readonly message: string;
}

export interface CheckInput {
  /** Path from the repository's root, with `/`, to source text: everything under src/, gen/ and conformance/. */
  readonly files: ReadonlyMap<string, string>;
  readonly table: readonly Layer[];
}

/** All violations, ordered by file and line. */
export function checkLayers({ files, table }: CheckInput): readonly Violation[] {
  const violations = [...emptyRows(files, table)];
  const graph = new Map<string, Set<string>>();
  for (const [file, source] of files) {
    const layer = layerOf(file, table);
    if (layer === undefined) {
      violations.push({ file, line: 1, message: uncovered(file) });
      continue;
    }
    const targets = new Set<string>();
    graph.set(file, targets);
    for (const site of importsOf(file, source)) {
      const target = resolve(file, site);
      if (target.kind === "file" && files.has(target.name)) targets.add(target.name);
      const message = judge(target, layer, { files, table });
      if (message !== undefined) violations.push({ file, line: site.line, message });
    }
  }
  for (const cycle of findCycles(graph)) {
    violations.push({ file: cycle[0] ?? "", line: 1, message: cyclic(cycle) });
  }
  return violations.toSorted((a, b) => a.file.localeCompare(b.file) || a.line - b.line);
}

type Target = { readonly kind: "file" | "package"; readonly name: string } | { readonly kind: "computed" };

function resolve(importer: string, { specifier }: ImportSite): Target {
  if (specifier === undefined) return { kind: "computed" };
  if (!specifier.startsWith(".")) return { kind: "package", name: specifier };
  return { kind: "file", name: posix.join(posix.dirname(importer), specifier) };
}

/** Why `layer` may not import `target`; undefined if it may. */
function judge(target: Target, layer: Layer, { files, table }: CheckInput): string | undefined {
  if (target.kind === "computed") {
    return "imports a module whose name is computed, so its layer cannot be checked. Write the name as a string literal.";
  }
  if (target.kind === "package") {
    return layer.mayImportPackages.some((allowed) => isOrIsBelow(target.name, allowed))
      ? undefined
      : forbidden(target.name, layer, "Use what it may import, or have the result handed in by a layer that may");
  }
  if (!files.has(target.name)) {
    return `imports ${target.name}, which is no file under src/, gen/ or conformance/. Correct the path; it ends in .ts.`;
  }
  if (layerOf(target.name, table) === layer) return undefined;
  if (layer.mayImportPaths.some((path) => contains(path, target.name))) return undefined;
  return forbidden(target.name, layer, "Move what both need into one of these, or have it handed in from above");
}

function isOrIsBelow(specifier: string, name: string): boolean {
  return specifier === name || specifier.startsWith(`${name}/`);
}

function* emptyRows(files: ReadonlyMap<string, string>, table: readonly Layer[]): Generator<Violation> {
  for (const { paths, line } of table) {
    for (const path of paths) {
      if ([...files.keys()].some((file) => contains(path, file))) continue;
      yield {
        file: TABLE_FILE,
        line,
        message: `has a row for ${path}, where there is no file. Remove it from the row.`,
      };
    }
  }
}

function forbidden(name: string, layer: Layer, advice: string): string {
  const allowed = [...layer.mayImportPaths, ...layer.mayImportPackages];
  return [
    `imports ${name}, which the row of ${layer.paths.join(", ")} (${TABLE_FILE}:${layer.line}) does not allow.`,
    `Besides its own files it may import ${allowed.length === 0 ? "nothing" : allowed.join(", ")}.`,
    `${advice}; or, if the layering itself is to change, change that row.`,
  ].join("\n    ");
}

function uncovered(file: string): string {
  return [
    `belongs to no layer: no row of ${TABLE_FILE} covers ${file}.`,
    "Move it into a folder that has a row, or add a row that says what the folder owns and what it may import.",
  ].join("\n    ");
}

function cyclic(cycle: readonly string[]): string {
  return [
    "is part of an import cycle (type-only imports count):",
    `  ${cycle.join("\n      → ")}`,
    "Move what they share into a file of its own that imports none of them.",
  ].join("\n    ");
}
