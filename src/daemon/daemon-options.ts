// How `decnet bus` is told what to do: flags, environment, configuration file, and what the system leaves room for.

import type { Environment } from "../config.ts";
import { readConfigFile } from "./config-file.ts";
import type { LogFormat } from "./log-format.ts";
import { fittedToOpenFiles } from "./open-files.ts";
import { type GivenSettings, resolveSettings, type Settings } from "./settings.ts";

export interface DaemonOptions extends GivenSettings {
  /** Path of the configuration file; with a `-` before it, it may be missing; empty: none. Default: DECNET_BUS_CONFIG, else none. */
  readonly config?: string | undefined;
  /** Default: auto. */
  readonly logFormat?: LogFormat | undefined;
}

/**
 * Reads the configuration file and returns the settings as they are now, with what the operator should know of them.
 * @throws BusError INVALID_CONFIG.
 */
export function readSettings(
  options: DaemonOptions,
  env: Environment,
): { readonly settings: Settings; readonly warnings: readonly string[] } {
  const file = readConfigFile(options.config ?? env["DECNET_BUS_CONFIG"] ?? "");
  const settings = resolveSettings(options, env, file);
  const { limits, warning } = fittedToOpenFiles(settings.limits);
  return { settings: { ...settings, limits }, warnings: warning === undefined ? [] : [warning] };
}
