/** @throws Error that names the flag, if it is no number of milliseconds from `least` on. */
export function milliseconds(flag: string, text: string, least: number): number {
  const ms = Number(text);
  if (Number.isFinite(ms) && text.trim() !== "" && ms >= least) return ms;
  throw new Error(`${flag} is ${JSON.stringify(text)}; give milliseconds, ${least} or more.`);
}
