// The last moments of a number, a character each.

const LEVELS = "▁▂▃▄▅▆▇█";

/** The newest `width` of `values`, at the right, drawn against `most`, or the largest of them. Nothing at all is blank. */
export function sparkline(values: readonly number[], width: number, most = 0): string {
  const shown = width < 1 ? [] : values.slice(-width);
  const top = shown.reduce((largest, value) => (value > largest ? value : largest), most);
  const drawn = shown.map((value) => levelOf(value, top)).join("");
  return " ".repeat(Math.max(0, width - shown.length)) + drawn;
}

/** Whatever is more than nothing can be told from nothing. */
function levelOf(value: number, top: number): string {
  if (!(value > 0)) return " ";
  return LEVELS[Math.min(LEVELS.length - 1, Math.floor((value / top) * LEVELS.length))]!;
}
