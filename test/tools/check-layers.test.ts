// The layer check, held against small made-up trees with one planted fault each, and against this repository.

import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { checkLayers, TABLE_FILE } from "../../tools/check-layers/check-layers.ts";
import { findCycles } from "../../tools/check-layers/cycles.ts";
import { importsOf } from "../../tools/check-layers/imports.ts";
import { parseLayerTable } from "../../tools/check-layers/layer-table.ts";

const ROOT = join(import.meta.dirname, "..", "..");
const TABLE = `
# Page

| folder | owns | may import |
|---|---|---|
| \`src/errors.ts\` | errors | – |
| \`src/topic/\` | grammar | \`src/errors.ts\` |
| \`src/transport/\` | sockets | \`src/errors.ts\`, \`node:net\`, \`@scope/pkg\` |
| \`src/broker/\` | routing | \`src/topic/\`, \`src/transport/connection.ts\` (the interface alone) |
| \`src/index.ts\`, \`src/factory.ts\` | public names | \`src/topic/\`, \`src/broker/\`, \`src/transport/\` |
`;
const CLEAN: Readonly<Record<string, string>> = {
  "src/errors.ts": "export const a = 1;",
  "src/topic/grammar.ts": 'import { a } from "../errors.ts"; export const b = a;',
  "src/topic/tokens.ts": 'export { b } from "./grammar.ts";',
  "src/transport/connection.ts": "export interface Connection {}",
  "src/transport/unix.ts": 'import net from "node:net"; import "@scope/pkg/part"; export default net;',
  "src/broker/broker.ts": 'import type { Connection } from "../transport/connection.ts"; export type C = Connection;',
  "src/index.ts": 'export * from "./factory.ts";',
  "src/factory.ts": 'import "./transport/unix.ts"; import "./broker/broker.ts";',
};

/** Findings of the clean tree with `changes` laid over it, as `file:line: message`. */
function check(changes: Readonly<Record<string, string>> = {}): readonly string[] {
  const files = new Map(Object.entries({ ...CLEAN, ...changes }));
  return findings(files, TABLE);
}

function findings(files: ReadonlyMap<string, string>, page: string): readonly string[] {
  return checkLayers({ files, table: parseLayerTable(page) }).map((v) => `${v.file}:${v.line}: ${v.message}`);
}

describe("checkLayers", () => {
  it("finds nothing in a tree that keeps to the table", () => {
    expect(check()).toEqual([]);
  });

  it("names an upward import, the row against it, and what is allowed", () => {
    const [finding, ...others] = check({
      "src/topic/grammar.ts": '\nimport type { C } from "../broker/broker.ts";\nexport type D = C;',
    });
    expect(others).toEqual([]);
    expect(finding).toMatch(
      /^src\/topic\/grammar\.ts:2: imports src\/broker\/broker\.ts, which the row of src\/topic\//,
    );
    expect(finding).toContain(`${TABLE_FILE}:7`);
    expect(finding).toContain("may import src/errors.ts.");
  });

  it("allows one file of a layer without allowing the layer", () => {
    expect(check({ "src/broker/broker.ts": 'export * from "../transport/unix.ts";' })).toEqual([
      expect.stringMatching(/^src\/broker\/broker\.ts:1: imports src\/transport\/unix\.ts, which/),
    ]);
  });

  it.each([
    ["a dynamic import", 'await import("../broker/broker.ts");'],
    ["a re-export", 'export { x } from "../broker/broker.ts";'],
    ["an import in a type", 'export type C = import("../broker/broker.ts").C;'],
    ["an import for its effects", 'import "../broker/broker.ts";'],
  ])("catches %s", (_kind, source) => {
    expect(check({ "src/topic/tokens.ts": source })).toEqual([
      expect.stringContaining("src/topic/tokens.ts:1: imports src/broker/broker.ts"),
    ]);
  });

  it("refuses a dynamic import whose name nobody can read off", () => {
    expect(check({ "src/topic/tokens.ts": "const n = './x.ts'; await import(n);" })).toEqual([
      expect.stringContaining("src/topic/tokens.ts:1: imports a module whose name is computed"),
    ]);
  });

  it.each(["node:net", "node:net/promises", "@scope/pkg", "@scope/pkgs", "pino"])("forbids the package %s", (name) => {
    expect(check({ "src/topic/tokens.ts": `import "${name}";` })).toEqual([
      expect.stringContaining(`imports ${name}, which the row of src/topic/`),
    ]);
  });

  it("does not take a package for one whose name begins alike", () => {
    expect(check({ "src/transport/unix.ts": 'import "@scope/pkgs";' })).toHaveLength(1);
  });

  it("reports a file that no row covers", () => {
    expect(check({ "src/stray/thing.ts": "" })).toEqual([
      expect.stringContaining("src/stray/thing.ts:1: belongs to no layer"),
    ]);
  });

  it("reports a row whose files are gone", () => {
    const files = new Map(Object.entries(CLEAN).filter(([file]) => !file.startsWith("src/broker/")));
    files.set("src/factory.ts", "");
    expect(findings(files, TABLE)).toEqual([
      expect.stringMatching(/^docs\/architecture\.md:9: has a row for src\/broker\/, where there is no file/),
    ]);
  });

  it("reports an import of a file that does not exist", () => {
    expect(check({ "src/topic/tokens.ts": 'import "./grammar.js";' })).toEqual([
      expect.stringContaining("imports src/topic/grammar.js, which is no file"),
    ]);
  });

  it("prints a cycle as the path that walks it, also when it is of types alone", () => {
    const [cycle, ...others] = check({
      "src/topic/grammar.ts": 'import type { C } from "./tokens.ts";',
      "src/topic/tokens.ts": 'import type { D } from "./matching.ts";',
      "src/topic/matching.ts": 'import type { E } from "./grammar.ts";',
    });
    expect(others).toEqual([]);
    expect(cycle?.split(/\s+→\s+/)).toEqual([
      expect.stringMatching(/src\/topic\/grammar\.ts$/),
      "src/topic/tokens.ts",
      "src/topic/matching.ts",
      expect.stringMatching(/^src\/topic\/grammar\.ts\n/),
    ]);
  });
});

describe("findCycles", () => {
  const graph = (edges: Readonly<Record<string, readonly string[]>>): ReadonlyMap<string, ReadonlySet<string>> =>
    new Map(Object.entries(edges).map(([from, to]) => [from, new Set(to)]));

  it("takes the shortest way back and reports each entangled file once", () => {
    expect(findCycles(graph({ a: ["b", "c"], b: ["c"], c: ["a"], d: ["d"], e: ["a"] }))).toEqual([
      ["a", "c", "a"],
      ["d", "d"],
    ]);
  });

  it("finds none in a diamond", () => {
    expect(findCycles(graph({ a: ["b", "c"], b: ["d"], c: ["d"], d: [] }))).toEqual([]);
  });
});

describe("importsOf", () => {
  it("is not fooled by text that looks like an import", () => {
    expect(importsOf("a.ts", '// import "./b.ts"\nexport const c = \'import "./d.ts"\';')).toEqual([]);
  });

  it("says which file cannot be parsed", () => {
    expect(() => importsOf("a.ts", "const = 1;")).toThrow(/^a\.ts cannot be parsed/);
  });
});

describe("parseLayerTable", () => {
  const table = (...rows: readonly string[]): string =>
    ["| folder | owns | may import |", "|---|---|---|", ...rows].join("\n");

  it.each([
    ["a page without the table", "# Page", /found no table with the columns/],
    ["a table without rows", table(), /line 1 .*no rows/],
    ["a missing column", table("| `src/a/` | – |"), /line 3 .*2 columns/],
    ["a first column without a path", table("| src/a | | – |"), /line 3 .*no folder or file in backticks/],
    ["a folder without its slash", table("| `src/a` | | – |"), /line 3 .*`src\/a` is neither/],
    ["an empty third column", table("| `src/a/` | | |"), /line 3 .*says –/],
    ["a name that is no package", table("| `src/a/` | | `Not A Package` |"), /line 3 .*no npm package/],
    ["two rows for a folder", table("| `src/a/` | | – |", "| `src/a/` | | – |"), /line 4 .*has a row already/],
    ["an allowed path that no row covers", table("| `src/a/` | | `src/b/` |"), /line 3 .*no part of a row above/],
    [
      "a row that allows one below it",
      table("| `src/a/` | | `src/b/` |", "| `src/b/` | | – |"),
      /line 3 .*only rows above/,
    ],
  ])("refuses %s, by line", (_case, markdown, message) => {
    expect(() => parseLayerTable(markdown)).toThrow(message);
  });
});

describe("this repository", () => {
  it("keeps to its own table", () => {
    const paths = globSync("{src,gen,conformance}/**/*.ts", { cwd: ROOT });
    const files = new Map(paths.map((path) => [path, readFileSync(join(ROOT, path), "utf8")]));
    expect(findings(files, readFileSync(join(ROOT, TABLE_FILE), "utf8"))).toEqual([]);
  });
});
