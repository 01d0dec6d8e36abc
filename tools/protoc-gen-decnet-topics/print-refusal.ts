// Prints the statement by which an encoder gives up.

const LINE_WIDTH = 120;

/** `if (a && b) return false;`, on as few lines as it fits on. */
export function printRefusal(indent: string, operator: "&&" | "||", conditions: readonly string[]): string {
  const condition = `${indent}if (${conditions.join(` ${operator} `)})`;
  const line = `${condition} return false;`;
  if (line.length <= LINE_WIDTH) return line;
  const lines = conditions.map((each) => `${indent}  ${each}`).join(` ${operator}\n`);
  const head = condition.length <= LINE_WIDTH ? [condition] : [`${indent}if (`, lines, `${indent})`];
  return [...head, `${indent}  return false;`].join("\n");
}
