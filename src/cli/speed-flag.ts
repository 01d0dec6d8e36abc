// A flag that takes a speed: a factor, or "max".

import { Errors, Flags } from "@oclif/core";

export const speedFlag = Flags.custom<number>({
  helpValue: "FACTOR",
  parse: (input) => Promise.resolve(parseSpeed(input)),
});

function parseSpeed(input: string): number {
  if (input === "max") return Number.POSITIVE_INFINITY;
  const speed = Number(input);
  if (input.trim() !== "" && Number.isFinite(speed) && speed > 0) return speed;
  throw new Errors.CLIError(`Expected a number above 0, such as 0.5 or 10, or max, not “${input}”.`, { exit: 2 });
}
