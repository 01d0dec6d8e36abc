// `npm run layers`: holds src/, gen/ and conformance/ against the layer table of docs/architecture.md. Exit status 1 on violations.

import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { checkLayers, TABLE_FILE, type Violation } from "./check-layers.ts";
import { type Layer, LayerTableError, parseLayerTable } from "./layer-table.ts";

const root = join(import.meta.dirname, "..", "..");
const files = readSources(root);
const table = readTable(root);
const violations = table === undefined ? [] : checkLayers({ files, table });

for (const violation of violations) console.error(describe(violation));
if (violations.length > 0) console.error(`\n${violations.length} violation(s) of the layer table in ${TABLE_FILE}.`);
if (table === undefined || violations.length > 0) process.exitCode = 1;
else console.log(`${files.size} files keep to the ${table.length} layers of ${TABLE_FILE}.`);

function readSources(folder: string): ReadonlyMap<string, string> {
  const paths = globSync("{src,gen,conformance}/**/*.ts", { cwd: folder }).toSorted();
  return new Map(paths.map((path) => [path, readFileSync(join(folder, path), "utf8")]));
}

function readTable(folder: string): readonly Layer[] | undefined {
  try {
    return parseLayerTable(readFileSync(join(folder, TABLE_FILE), "utf8"));
  } catch (error) {
    if (!(error instanceof LayerTableError)) throw error;
    console.error(`${TABLE_FILE}: ${error.message}`);
    return undefined;
  }
}

function describe({ file, line, message }: Violation): string {
  return `${file}:${line}: ${message}`;
}
