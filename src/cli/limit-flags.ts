// `--queue-events` and the like: a flag for each limit that can be set, out of the daemon's own table.

import { Flags } from "@oclif/core";
import { SETTABLE_LIMITS, type SettableLimitName } from "../daemon/checked-limits.ts";
import { DEFAULT_LIMITS, type Limits } from "../wire/limits.ts";

type LimitFlag = (typeof SETTABLE_LIMITS)[SettableLimitName]["flag"];

const names = Object.keys(SETTABLE_LIMITS) as SettableLimitName[];

function limitFlag(name: SettableLimitName) {
  const { min, max, description } = SETTABLE_LIMITS[name];
  return Flags.integer({ helpGroup: "LIMITS", helpValue: "N", min, max, description, default: DEFAULT_LIMITS[name] });
}

export const limitFlags = Object.fromEntries(
  names.map((name) => [SETTABLE_LIMITS[name].flag, limitFlag(name)]),
) as Record<LimitFlag, ReturnType<typeof limitFlag>>;

/** The limits that these flags have set. */
export function limitsOf(flags: Readonly<Record<LimitFlag, number>>): Partial<Limits> {
  return Object.fromEntries(names.map((name) => [name, flags[SETTABLE_LIMITS[name].flag]]));
}
