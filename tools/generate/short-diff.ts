// Enough of a difference to recognise one's own edit: the stretch between the first and the last line that differ.

const MAX_LINES_PER_SIDE = 8;
/** A descriptor is one line of many thousand. */
const MAX_CHARACTERS = 200;

/** Lines of `before` (-) and `after` (+) without what they begin and end with in common, at most a few of each. */
export function shortDiff(before: string, after: string): string {
  const old = before.split("\n");
  const fresh = after.split("\n");
  let start = 0;
  while (start < Math.min(old.length, fresh.length) && old[start] === fresh[start]) start++;
  let end = 0;
  while (end < Math.min(old.length, fresh.length) - start && old.at(-1 - end) === fresh.at(-1 - end)) end++;
  return [
    `  line ${start + 1}`,
    ...side("-", old.slice(start, old.length - end)),
    ...side("+", fresh.slice(start, fresh.length - end)),
  ].join("\n");
}

function side(mark: string, lines: readonly string[]): string[] {
  const shown = lines.slice(0, MAX_LINES_PER_SIDE).map((line) => `  ${mark} ${shortened(line)}`);
  return lines.length > shown.length ? [...shown, `  ${mark} … ${lines.length - shown.length} more lines`] : shown;
}

function shortened(line: string): string {
  const rest = line.length - MAX_CHARACTERS;
  return rest > 0 ? `${line.slice(0, MAX_CHARACTERS)} … ${rest} more characters` : line;
}
