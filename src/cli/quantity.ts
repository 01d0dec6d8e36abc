// Numbers for people: short, with their unit, and so that the same number always looks the same.

const UNKNOWN = "?";

/** `1,234,567`. */
export function grouped(count: number): string {
  if (!Number.isFinite(count)) return UNKNOWN;
  return String(Math.round(count)).replaceAll(/\B(?=(?:\d{3})+$)/g, ",");
}

/** In six characters at most: `9,999`, `12.3k`, `4.57M`. */
export function shortCount(count: number): string {
  return Math.round(count) < 10_000 ? grouped(count) : scaled(count, 1_000, ["", "k", "M", "G", "T", "P"]);
}

/** Events per second, in five characters at most: `0`, `0.4`, `9.5`, `812`, `1.24k`. */
export function shortRate(perSecond: number): string {
  if (!Number.isFinite(perSecond)) return UNKNOWN;
  if (perSecond <= 0) return "0";
  if (perSecond < 0.05) return "<0.1";
  if (perSecond < 9.95) return perSecond.toFixed(1);
  return perSecond < 999.5 ? perSecond.toFixed(0) : scaled(perSecond, 1_000, ["", "k", "M", "G", "T", "P"]);
}

/** `512 B`, `1.50 KiB`, `8.00 MiB`. */
export function byteSize(bytes: number): string {
  if (bytes < 1_024) return `${grouped(bytes)} B`;
  return scaled(bytes, 1_024, [" B", " KiB", " MiB", " GiB", " TiB", " PiB"]);
}

/** Of the two largest units: `0.5 s`, `12 s`, `3 min 20 s`, `2 h 5 min`, `3 d 4 h`. */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return UNKNOWN;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const [large, small, name, rest] = DURATIONS.find(([size]) => whole >= size)!;
  const count = Math.floor(whole / large);
  const remainder = Math.floor((whole % large) / small);
  return remainder === 0 ? `${count} ${name}` : `${count} ${name} ${remainder} ${rest}`;
}

const DURATIONS = [
  [86_400, 3_600, "d", "h"],
  [3_600, 60, "h", "min"],
  [60, 1, "min", "s"],
] as const;

/** `0.083 ms`, `12.3 ms`, `1.24 s`. */
export function milliseconds(ms: number): string {
  if (!Number.isFinite(ms)) return UNKNOWN;
  if (ms >= 999.5) return `${threeDigits(ms / 1_000)} s`;
  return ms < 1 ? `${ms.toFixed(3)} ms` : `${threeDigits(ms)} ms`;
}

/** `1 event`, `2 events`. */
export function counted(count: number, noun: string): string {
  return `${grouped(count)} ${noun}${count === 1 ? "" : "s"}`;
}

/** Three digits that count, and a unit. */
function scaled(value: number, step: number, units: readonly string[]): string {
  if (!Number.isFinite(value)) return UNKNOWN;
  let unit = 0;
  let rest = value;
  // What would be rounded up to the next unit is of the next unit.
  while (rest >= 999.5 && unit < units.length - 1) {
    rest /= step;
    unit++;
  }
  return `${threeDigits(rest)}${units[unit]}`;
}

function threeDigits(value: number): string {
  return value < 9.995 ? value.toFixed(2) : value < 99.95 ? value.toFixed(1) : value.toFixed(0);
}
