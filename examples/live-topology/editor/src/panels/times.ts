// Times for people, in their own time zone.

const CLOCK = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit" });

export function timeOfDay(time: string): string {
  return CLOCK.format(new Date(time));
}

/** `12 ms`, `1.4 s`, `3 min`. Two clocks may disagree: less than nothing is nothing. */
export function duration(from: string, to: string): string {
  const ms = Math.max(0, Date.parse(to) - Date.parse(from));
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`;
  return `${Math.round(ms / 60_000)} min`;
}

/** `now`, `12 s ago`, `3 min ago`. */
export function ago(ms: number): string {
  if (ms < 2_000) return "now";
  if (ms < 60_000) return `${Math.floor(ms / 1_000)} s ago`;
  return `${Math.floor(ms / 60_000)} min ago`;
}
