// A flag that takes seconds.

import { Errors, Flags } from "@oclif/core";

/** A number of seconds, with decimals, from `min` up. */
export const secondsFlag = Flags.custom<number, { readonly min: number }>({
  helpValue: "SECONDS",
  parse: (input, _context, { min }) => Promise.resolve(parseSeconds(input, min)),
});

function parseSeconds(input: string, min: number): number {
  const seconds = Number(input);
  if (input.trim() !== "" && Number.isFinite(seconds) && seconds >= min && seconds <= MAX_SECONDS) return seconds;
  throw new Errors.CLIError(`Expected a number of seconds from ${min} to ${MAX_SECONDS}, not “${input}”.`, { exit: 2 });
}

/** What a timer can be set to: 2^31 milliseconds, nearly 25 days. */
const MAX_SECONDS = 2_147_483;
