// Every way in which one TypeScript file can name another module, found in the syntax tree and not by pattern: `import`,
// `import type`, `export … from`, `import("…")` as a value and as a type.

import { parseSync, Visitor } from "oxc-parser";

/** One mention of another module. */
export interface ImportSite {
  /** The specifier as written; undefined where it is computed, so that nobody can tell before it runs. */
  readonly specifier: string | undefined;
  /** Counted from 1. */
  readonly line: number;
}

/** What `source` imports, in the order in which it stands there. Throws a SyntaxError if it is not TypeScript. */
export function importsOf(file: string, source: string): readonly ImportSite[] {
  const { program, errors } = parseSync(file, source);
  const [error] = errors;
  if (error !== undefined)
    throw new SyntaxError(`${file} cannot be parsed: ${error.message}. Correct the syntax first.`);

  const sites: ImportSite[] = [];
  const note = (node: { start: number }, specifier: string | undefined): void => {
    sites.push({ specifier, line: lineAt(source, node.start) });
  };
  new Visitor({
    ImportDeclaration: (node) => note(node, node.source.value),
    ExportAllDeclaration: (node) => note(node, node.source.value),
    ExportNamedDeclaration: (node) => {
      if (node.source !== null) note(node, node.source.value);
    },
    ImportExpression: (node) => note(node, literalOf(node.source)),
    TSImportType: (node) => note(node, node.source.value),
  }).visit(program);
  return sites;
}

function literalOf(node: { type: string; value?: unknown }): string | undefined {
  return node.type === "Literal" && typeof node.value === "string" ? node.value : undefined;
}

function lineAt(source: string, offset: number): number {
  return source.slice(0, offset).split("\n").length;
}
