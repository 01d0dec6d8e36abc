// When something happened, for people: their own time, with its distance from UTC, because logs beside it may be in another.

const MS_PER_MINUTE = 60_000;

/** `16:03:22.123+02:00`; in UTC `14:03:22.123Z`. Of a time that no clock shows, dashes. */
export function timeOfDay(unixMs: number, utc: boolean): string {
  const date = new Date(unixMs);
  if (Number.isNaN(date.getTime())) return "--:--:--.---";
  if (utc) return `${clockOf(date)}Z`;
  // What is east of Greenwich is negative there.
  const offset = -date.getTimezoneOffset();
  return clockOf(new Date(date.getTime() + offset * MS_PER_MINUTE)) + zone(offset);
}

function clockOf(date: Date): string {
  // Years beyond 9999 have more digits before the T.
  return date.toISOString().split("T")[1]!.slice(0, -1);
}

function zone(minutes: number): string {
  const two = (number: number): string => String(Math.floor(number)).padStart(2, "0");
  const distance = Math.abs(minutes);
  return `${minutes < 0 ? "-" : "+"}${two(distance / 60)}:${two(distance % 60)}`;
}
