// How generated Python is laid out: within 120 columns, a trailing comma where a call takes several lines.

import { fill, generatedFrom } from "./layout.ts";

const LINE_WIDTH = 120;

/** Keywords of Python, and the names that a generated module has besides the topics. */
const TAKEN = new Set([
  ..."False None True and as assert async await break class continue def del elif else except finally for from".split(
    " ",
  ),
  ..."global if import in is lambda nonlocal not or pass raise return try while with yield".split(" "),
  ..."DeclaredTopic Final Literal str topic_choice topic_token".split(" "),
]);

/** The name itself, or with `_` behind it where Python, or the module, has a use for it. */
export function pythonName(snake: string): string {
  return TAKEN.has(snake) ? `${snake}_` : snake;
}

/** A string literal. What JSON writes Python reads. */
export function quotePython(text: string): string {
  return JSON.stringify(text);
}

/** The first lines of every generated module: a comment that says where it comes from, and its docstring. */
export function pythonHeader(folder: string, idea: string): string {
  const comment = fill(generatedFrom(folder), LINE_WIDTH - 2).map((line) => `# ${line}`);
  return [...comment, docstring(idea)].join("\n");
}

/** A docstring, filled to the width of a line. */
export function docstring(text: string, indent = ""): string {
  const safe = text.replaceAll("\\", "\\\\").replaceAll('"""', '\\"\\"\\"');
  const [first = "", ...rest] = fill(safe, LINE_WIDTH - indent.length - 3);
  const single = `${indent}"""${first}"""`;
  if (rest.length === 0 && !first.endsWith('"') && single.length <= LINE_WIDTH) return single;
  return [`${indent}"""${first}`, ...rest.map((line) => `${indent}${line}`.trimEnd()), `${indent}"""`].join("\n");
}

/** `head`, the items and `tail` on one line if they fit, otherwise an item a line. `head` brings the indentation. */
export function pythonList(head: string, items: readonly string[], tail: string): string {
  const line = `${head}${items.join(", ")}${tail}`;
  if (line.length <= LINE_WIDTH || items.length === 0) return line;
  const indent = /^ */.exec(head)![0];
  return [head, ...items.map((item) => `${indent}    ${item},`), indent + tail].join("\n");
}

/** A tuple: one item needs a comma behind it. */
export function pythonTuple(items: readonly string[]): string {
  return items.length === 1 ? `(${items[0]},)` : `(${items.join(", ")})`;
}
