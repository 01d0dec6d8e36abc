// The layer table of docs/architecture.md, read as data: the page that people read is the rule that is checked.
//
//   | folder                      | owns          | may import                                       |
//   |-----------------------------|---------------|--------------------------------------------------|
//   | `src/topic/`                | grammar, …    | `src/errors.ts`                                  |
//   | `src/index.ts`, `src/a.ts`  | public names  | `src/topic/` (pure), `node:fs`, `@oclif/core`    |
//
// What stands in backticks counts, the words around it are for people. In the first column: folders (with a closing `/`)
// and files (`.ts`) that make up the layer. In the third: everything they may import besides each other, namely layers or
// parts of them, npm packages, and `node:` modules, each with what is below it. `–` alone allows nothing. Whatever is not
// named is forbidden. Rows are written bottom up: a row may name only rows above it, so the table cannot hold a cycle.

/** One row of the table. */
export interface Layer {
  /** Folders (`src/wire/`) and files (`src/errors.ts`) that are the layer. */
  readonly paths: readonly string[];
  /** Folders and files of other layers that it may import. */
  readonly mayImportPaths: readonly string[];
  /** npm packages and `node:` modules that it may import. */
  readonly mayImportPackages: readonly string[];
  /** Where the row stands, counted from 1. */
  readonly line: number;
}

/** The table could not be read as one. The message names the line. */
export class LayerTableError extends Error {
  override readonly name = "LayerTableError";
}

const HEADER = ["folder", "owns", "may import"];
const NPM_NAME = /^(@[a-z0-9-]+\/)?[a-z0-9][a-z0-9.-]*$/;
const NODE_NAME = /^node:[a-z0-9_]+(\/[a-z0-9_]+)?$/;

/** Reads the table out of a Markdown page. Throws a `LayerTableError` if there is none, or if it is malformed. */
export function parseLayerTable(markdown: string): readonly Layer[] {
  const lines = markdown.split("\n");
  const header = lines.findIndex((line) => isHeader(line));
  if (header === -1) {
    throw new LayerTableError(
      `found no table with the columns "${HEADER.join(" | ")}". The layer check reads its rules from it: put it back.`,
    );
  }
  const layers: Layer[] = [];
  for (let index = header + 2; lines[index]?.startsWith("|") === true; index++) {
    layers.push(parseRow(lines[index] ?? "", index + 1));
  }
  if (layers.length === 0) throw malformed(header + 1, "the table has no rows");
  checkRows(layers);
  return layers;
}

/** The layer that a file belongs to: of all that contain it, the one with the longest path. */
export function layerOf(file: string, table: readonly Layer[]): Layer | undefined {
  let best: { layer: Layer; length: number } | undefined;
  for (const layer of table) {
    for (const path of layer.paths) {
      if (contains(path, file) && path.length > (best?.length ?? 0)) best = { layer, length: path.length };
    }
  }
  return best?.layer;
}

/** Whether `path`, a folder with a closing `/` or a file, is or contains `other`. */
export function contains(path: string, other: string): boolean {
  return path === other || (path.endsWith("/") && other.startsWith(path));
}

function cellsOf(line: string): string[] {
  return line
    .split("|")
    .slice(1, -1)
    .map((cell) => cell.trim());
}

function isHeader(line: string): boolean {
  return line.startsWith("|") && cellsOf(line).join("|").toLowerCase() === HEADER.join("|");
}

function parseRow(text: string, line: number): Layer {
  const cells = cellsOf(text);
  const [folder, , mayImport] = cells;
  if (cells.length !== HEADER.length || folder === undefined || mayImport === undefined) {
    throw malformed(line, `it has ${cells.length} columns where the header has ${HEADER.length}`);
  }
  const paths = backticked(folder);
  if (paths.length === 0) throw malformed(line, "its first column names no folder or file in backticks");
  for (const path of paths) {
    if (!isPath(path)) throw malformed(line, `\`${path}\` is neither a folder (ends in /) nor a file (ends in .ts)`);
  }
  const allowed = backticked(mayImport);
  if (allowed.length === 0 && mayImport !== "–") {
    throw malformed(line, "its third column names nothing in backticks; a layer that imports nothing says –");
  }
  const mayImportPaths = allowed.filter((name) => isPath(name));
  const mayImportPackages = allowed.filter((name) => !isPath(name));
  for (const name of mayImportPackages) {
    if (!NPM_NAME.test(name) && !NODE_NAME.test(name)) {
      throw malformed(line, `\`${name}\` is no folder, no .ts file, no npm package and no node: module`);
    }
  }
  return { paths, mayImportPaths, mayImportPackages, line };
}

/** Rows are bottom up and no path is claimed twice. */
function checkRows(layers: readonly Layer[]): void {
  const claimed = new Set<string>();
  for (const [index, layer] of layers.entries()) {
    for (const path of layer.paths) {
      if (claimed.has(path)) throw malformed(layer.line, `\`${path}\` has a row already`);
      claimed.add(path);
    }
    const above = layers.slice(0, index);
    const below = layers.slice(index);
    for (const allowed of layer.mayImportPaths) {
      const named = (rows: readonly Layer[]): boolean =>
        rows.some((row) => row.paths.some((p) => contains(allowed, p)));
      if (named(below)) throw malformed(layer.line, `it allows \`${allowed}\`, but a row may name only rows above it`);
      const owner = layerOf(allowed, layers);
      if (!named(above) && (owner === undefined || !above.includes(owner))) {
        throw malformed(layer.line, `it allows \`${allowed}\`, which is no part of a row above it`);
      }
    }
  }
}

function backticked(cell: string): string[] {
  return [...cell.matchAll(/`([^`]*)`/g)].map((match) => match[1] ?? "");
}

function isPath(name: string): boolean {
  return name.endsWith("/") || name.endsWith(".ts");
}

function malformed(line: number, problem: string): LayerTableError {
  return new LayerTableError(`line ${line} of the layer table is malformed: ${problem}. Correct the row.`);
}
