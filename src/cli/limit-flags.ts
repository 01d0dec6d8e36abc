// `--queue-events` and the like: a flag for each limit that can be set, out of the daemon's own table.

import { Flags } from "@oclif/core";
import { SETTABLE_LIMITS, type SettableLimitName } from "../daemon/checked-limits.ts";
import { DEFAULT_LIMITS, type Limits } from "../wire/limits.ts";

type LimitFlag = (typeof SETTABLE_LIMITS)[SettableLimitName]["flag"];

const names = Object.keys(SETTABLE_LIMITS) as SettableLimitName[];

function limitFlag(name: SettableLimitName) {
  const { min, max, description } = SETTABLE_LIMITS[name];
  // No default of oclif's: a flag that is not given must let the environment and the configuration file speak.
  const defaultHelp = (): Promise<string> => Promise.resolve(String(DEFAULT_LIMITS[name]));
  return Flags.integer({ helpGroup: "LIMITS", helpValue: "N", min, max, description, defaultHelp });
}

export const limitFlags = Object.fromEntries(
  names.map((name) => [SETTABLE_LIMITS[name].flag, limitFlag(name)]),
) as Record<LimitFlag, ReturnType<typeof limitFlag>>;

/** The limits that these flags have set. */
export function limitsOf(flags: Readonly<Record<LimitFlag, number | undefined>>): Partial<Limits> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = flags[SETTABLE_LIMITS[name].flag];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
