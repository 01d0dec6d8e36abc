// Numbers for people.

/** `4182` as `4,182`. By hand: a locale's way would load the tables of all languages. */
export function grouped(count: number): string {
  return String(count).replaceAll(/\B(?=(?:\d{3})+$)/g, ",");
}
