// A link in the documentation that leads nowhere is a bug like another. Links to other sites are not followed: the tests run
// without a network.

import { existsSync, globSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";

const ROOT = join(import.meta.dirname, "..", "..");
const PAGES = globSync(["*.md", "docs/**/*.md"], { cwd: ROOT }).toSorted();

describe("relative links", () => {
  it("are looked for in the pages that people read first", () => {
    expect(PAGES).toEqual(expect.arrayContaining(["README.md", "CONTRIBUTING.md", "docs/architecture.md"]));
  });

  it.each(PAGES)("of %s lead to something that exists", (page) => {
    const broken = linksOf(readPage(page)).filter(({ target }) => !exists(page, target));
    expect(broken.map(({ line, target }) => `${page}:${line}: ${target}`)).toEqual([]);
  });
});

interface Link {
  readonly target: string;
  readonly line: number;
}

/** Relative targets of inline links and images, and of reference definitions; code is left out. */
function linksOf(markdown: string): readonly Link[] {
  const links: Link[] = [];
  for (const [index, line] of withoutCode(markdown).split("\n").entries()) {
    for (const match of line.matchAll(/\]\(([^)\s]+)[^)]*\)|^\s*\[[^\]]+\]:\s*(\S+)/g)) {
      const target = match[1] ?? match[2] ?? "";
      if (!/^([a-z]+:|\/\/)/i.test(target)) links.push({ target, line: index + 1 });
    }
  }
  return links;
}

/** Blanks fenced blocks and code spans, and keeps the lines where they are. */
function withoutCode(markdown: string): string {
  return markdown
    .replaceAll(/^( *)(```|~~~).*?^\1\2/gms, (block) => block.replaceAll(/[^\n]/g, ""))
    .replaceAll(/`[^`\n]*`/g, "");
}

/** The file is there and, if the link names a heading, the heading too. */
function exists(page: string, target: string): boolean {
  const [path = "", fragment] = target.split("#");
  const file = path === "" ? page : join(dirname(page), decodeURIComponent(path));
  const full = join(ROOT, file);
  if (!existsSync(full)) return false;
  if (fragment === undefined || !file.endsWith(".md") || statSync(full).isDirectory()) return true;
  return headingsOf(readPage(file)).has(fragment);
}

/** The names under which forges make headings reachable. */
function headingsOf(markdown: string): ReadonlySet<string> {
  const names = new Set<string>();
  for (const match of markdown.matchAll(/^#+ +(.+)$/gm)) {
    const base = (match[1] ?? "")
      .trim()
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}_ -]/gu, "")
      .replaceAll(" ", "-");
    let name = base;
    for (let count = 1; names.has(name); count++) name = `${base}-${count}`;
    names.add(name);
  }
  return names;
}

function readPage(page: string): string {
  return readFileSync(join(ROOT, page), "utf8");
}
